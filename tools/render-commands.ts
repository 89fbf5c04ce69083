import { readFileSync } from "node:fs";
import type { Command } from "commander";

/** The page docs/command-line.md, in Markdown. */
export function renderCommands(program: Command): string {
  const commands = commandsBelow(program);
  return [
    readFileSync(new URL("commands-before.md", import.meta.url), "utf8").trim(),
    "## Commands",
    summary(commands),
    ...commands.map(({ path, command }) => sectionOf(path, command)),
  ]
    .join("\n\n")
    .concat("\n");
}

interface Shown {
  /** As it is typed, without the name of the program. */
  readonly path: string;
  readonly command: Command;
}

/** All that do something, groups left out. */
function commandsBelow(group: Command, path: readonly string[] = []): Shown[] {
  return group
    .createHelp()
    .visibleCommands(group)
    .filter((command) => command.name() !== "help")
    .flatMap((command): Shown[] => {
      const words = [...path, command.name()];
      return command.commands.length > 0 ? commandsBelow(command, words) : [{ path: words.join(" "), command }];
    });
}

function summary(commands: readonly Shown[]): string {
  const lines = commands.map(({ path, command }) => [
    `[\`${path}\`](#${path.replaceAll(" ", "-")})`,
    command.summary() || command.description(),
  ]);
  return table(["command", ""], lines);
}

function sectionOf(path: string, command: Command): string {
  const help = command.createHelp();
  const parts = [`### ${path}`, prose(command.description()), `\`${help.commandUsage(command)}\``];
  const named = help.visibleArguments(command).map((argument) => [help.argumentTerm(argument), argument.description]);
  if (named.length > 0) parts.push(table(["argument", ""], named.map(withCode)));
  const options = help
    .visibleOptions(command)
    .filter(({ long }) => long !== "--help")
    .map((option) => [help.optionTerm(option), help.optionDescription(option)]);
  if (options.length > 0) parts.push(table(["option", ""], options.map(withCode)));
  return parts.join("\n\n");
}

function withCode([term = "", description = ""]: readonly string[]): readonly string[] {
  return [`\`${term}\``, prose(description)];
}

/** Options and placeholders as code, where they are none yet. */
function prose(text: string): string {
  return text.replace(/`[^`]*`|(?<![\w/-])--[\w-]+|<[^>\s]+>/g, (found) =>
    found.startsWith("`") ? found : `\`${found}\``,
  );
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}
