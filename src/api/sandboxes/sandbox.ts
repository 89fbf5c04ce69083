import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { InvalidError } from "../../contract/errors.js";
import { checkObjectName, checkTags } from "../../checks/names.js";
import { refuse } from "../../checks/refuse.js";
import { checkOptions, describe } from "../../checks/options.js";
import { refusedIterable } from "../../checks/refused-iterable.js";

const LONGEST_COMMAND = 65_536;

/**
 * A container that runs commands. Modal: docs/modal/sandboxes.md. The emulator does not start one yet: what would
 * rejects with `UnimplementedError`.
 */
export class Sandbox {
  declare private readonly brand: "Sandbox";

  static {
    refuseAssignments(Sandbox, "Options are given to Sandbox.create.");
  }

  private constructor(key: typeof constructing) {
    checkConstructing("Sandbox", key, "Sandbox.create");
  }

  /** Starts a container with the command `args`; a last argument that is an object holds the options. */
  static async create(...args: string[] | [...string[], object]): Promise<Sandbox> {
    const last = args.at(-1);
    checkCommand("Sandbox.create", typeof last === "object" ? args.slice(0, -1) : args);
    return refuse("Sandbox.create");
  }

  /** A sandbox by id. Rejects with `NotFoundError`. */
  static async fromId(id: string): Promise<Sandbox> {
    if (typeof id !== "string" || !id.startsWith("sb-"))
      throw new InvalidError(`Invalid Sandbox id: ${describe(id)}. Ids of this kind begin with "sb-".`);
    return refuse("Sandbox.fromId");
  }

  /** The running sandbox of an app that has this name. Rejects with `NotFoundError`. */
  static async fromName(appName: string, name: string): Promise<Sandbox> {
    checkObjectName("App", appName);
    checkObjectName("Sandbox", name);
    return refuse("Sandbox.fromName");
  }

  /** The running sandboxes, newest first. */
  static list(options: { appId?: string; tags?: Readonly<Record<string, string>> } = {}): AsyncIterable<Sandbox> {
    checkOptions("Sandbox.list", options, ["appId", "tags"]);
    if (options.tags !== undefined) checkTags(options.tags);
    return refusedIterable("Sandbox.list");
  }

  /** Runs a command in the container; a last argument that is an object holds the options. */
  async exec(...args: string[] | [...string[], object]): Promise<never> {
    const last = args.at(-1);
    checkCommand("Sandbox.exec", typeof last === "object" ? args.slice(0, -1) : args);
    return refuse("Sandbox.exec");
  }

  /** Ends the container, if it still runs. */
  async terminate(options: { wait?: boolean } = {}): Promise<number | undefined> {
    checkOptions("Sandbox.terminate", options, ["wait"]);
    return refuse("Sandbox.terminate");
  }

  /** Waits for the end of the main process. */
  async wait(): Promise<number> {
    return refuse("Sandbox.wait");
  }

  /** The exit code of the main process, or null while it runs. */
  async poll(): Promise<number | null> {
    return refuse("Sandbox.poll");
  }
}

function checkCommand(what: string, args: readonly unknown[]): void {
  let length = 0;
  for (const argument of args) {
    if (typeof argument !== "string")
      throw new InvalidError(`${what} takes a command of strings, got ${describe(argument)}.`);
    length += argument.length;
  }
  if (length > LONGEST_COMMAND)
    throw new InvalidError(`${what} takes a command of at most ${LONGEST_COMMAND} characters, got ${length}.`);
}
