import { Command, type ErrorOptions, type HelpContext } from "commander";
import { nearestName } from "../../checks/nearest-name.js";
import { UsageError } from "../endings/usage-error.js";

/** A command, or a group of some: its mistakes are told in one sentence, with how it is called. */
export class CommandLine extends Command {
  override createCommand(name?: string): CommandLine {
    return new CommandLine(name);
  }

  /** How it is called, as in the first line of its help. */
  get calledAs(): string {
    return `Usage: ${this.createHelp().commandUsage(this)}`;
  }

  /** Shows the help; that of a command which does not exist is a mistake. */
  override outputHelp(context?: HelpContext | ((text: string) => string)): void {
    if (typeof context === "function") return super.outputHelp(context);
    if (context?.error) throw new UsageError(this.noSuchCommand(this.args[1] ?? ""), this.calledAs);
    super.outputHelp(context);
  }

  /** @throws UsageError always */
  override error(message: string, { code = "" }: ErrorOptions = {}): never {
    throw new UsageError(this.#sentence(code, message), this.calledAs);
  }

  /** What the library has to say, in our words. */
  #sentence(code: string, message: string): string {
    const [quoted = "", second = ""] = Array.from(message.matchAll(/'([^']*)'/g), ([, text]) => text);
    switch (code) {
      case "commander.unknownOption":
        return this.#noSuchOption(quoted);
      case "commander.unknownCommand":
        return this.noSuchCommand(quoted);
      case "commander.missingArgument":
        return `Missing argument ${quoted}.`;
      case "commander.optionMissingArgument":
        return `Option ${longName(quoted)} needs a value.`;
      case "commander.missingMandatoryOptionValue":
        return `Missing option ${longName(quoted)}.`;
      case "commander.excessArguments":
        return `Too many arguments: ${this.args.slice(this.registeredArguments.length).join(" ")}.`;
      case "commander.invalidArgument": {
        const [name, value] = message.startsWith("error: option") ? [longName(quoted), second] : [second, quoted];
        const [, rest = ""] = /is invalid(?: for argument '[^']*')?\. (.*)$/s.exec(message) ?? [];
        const why = rest.replace(/^Allowed choices are (.*)\.$/, "one of $1");
        return why.startsWith("=") ? why.slice(1) : `Invalid value for ${name}: "${value}" is not ${why}.`;
      }
      default:
        return message.replace(/^error: (.)/, (_, first: string) => first.toUpperCase());
    }
  }

  #noSuchOption(word: string): string {
    const [name = "", value] = word.split("=", 2);
    const known = this.options.flatMap(({ long }) => long ?? []);
    if (value !== undefined && known.includes(name)) return `Option ${name} does not take a value.`;
    const near = nearestName(
      name.replace(/^-+/, ""),
      known.map((each) => each.slice(2)),
    );
    return `No such option: ${name}.${near === undefined ? "" : ` Did you mean --${near}?`}`;
  }

  /** What to say about a command that is none. */
  noSuchCommand(word: string): string {
    if (word.startsWith("-")) return this.#noSuchOption(word);
    const near = nearestName(
      word,
      this.commands.map((command) => command.name()),
    );
    return `No such command: ${word}.${near === undefined ? "" : ` Did you mean \`${near}\`?`}`;
  }
}

/** Of `-w, --write-result <PATH>`. */
function longName(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
