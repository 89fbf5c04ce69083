import { checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { ClientClosed, InvalidError } from "../../contract/errors.js";
import type { AddedProgram } from "../../contract/program-commands.js";
import type { SandboxCommand, SandboxPrograms } from "../host/sandbox-programs.js";
import { parseStandInOptions, StandInUse, type StandInOptions } from "../host/stand-in-use.js";
import type { HostPrograms } from "../sandboxes/host-programs.js";

/** What a command that is mocked comes to. */
export interface MockedOutcome {
  /** Default: nothing. */
  stdout?: string;
  stderr?: string;
  /** From 0 to 255. Default: 0. */
  code?: number;
}

/** What sandboxes of a world find besides what is on their disks. */
export class WorldSandboxes {
  readonly #host: SandboxPrograms;
  readonly #programs: HostPrograms;
  #isClosed = false;

  /** @internal */
  constructor(host: SandboxPrograms, programs: HostPrograms) {
    this.#host = host;
    this.#programs = programs;
  }

  /**
   * Adds a command to all sandboxes of the memory runtime, also to those that run: `run` does its work in this process,
   * on the streams and files of the sandbox and on virtual time. One of a later call takes its place.
   * @throws InvalidError for a name with blanks or slashes
   * @example world.sandboxes.command("git", async ([, verb], io) => io.stdout.write(`did ${verb}\n`));
   */
  command(name: string, run: SandboxCommand): void {
    this.#check("command", run);
    if (typeof name !== "string" || !/^[^\s/\0]+$/.test(name))
      throw new InvalidError(
        `world.sandboxes.command: a name has no blanks and no slashes, and is not empty, got ${describe(name)}.`,
      );
    this.#add(run, new StandInUse(`world.sandboxes.command("${name}", …)`, name, true), { name });
  }

  /**
   * Answers commands instead of running them, if their words, joined by blanks, match: those that are run by `exec` and
   * in shells of sandboxes of the memory runtime. Of several that match, the newest answers.
   * @param pattern a text in which `*` stands for anything, or a regular expression
   * @param outcome a text for its output, what it comes to, or what does its work
   * @param options.optional it is all right if it answers no command: `verify` says nothing then
   * @throws InvalidError for an empty pattern
   * @example world.sandboxes.mock("npm test*", { stdout: "1 failed\n", code: 1 });
   */
  mock(pattern: string | RegExp, outcome: string | MockedOutcome | SandboxCommand, options: StandInOptions = {}): void {
    const isOptional = parseStandInOptions("world.sandboxes.mock", options);
    const run = typeof outcome === "function" ? outcome : commandOf(outcome);
    this.#check("mock", run);
    const text = pattern instanceof RegExp ? String(pattern) : JSON.stringify(pattern);
    const use = new StandInUse(`world.sandboxes.mock(${text}, …)`, text, isOptional);
    this.#add(run, use, matcherOf(pattern));
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
  }

  #add(run: SandboxCommand, use: StandInUse, what: Omit<AddedProgram, "handler">): void {
    this.#programs.add({ ...what, handler: this.#host.add(run, use) });
  }

  #check(method: string, run: unknown): void {
    if (this.#isClosed) throw new ClientClosed(`world.sandboxes.${method}: this world is closed.`);
    if (typeof run !== "function")
      throw new InvalidError(`world.sandboxes.${method} takes a function, got ${describe(run)}.`);
  }
}

function commandOf(outcome: unknown): SandboxCommand {
  if (typeof outcome === "string") return () => outcome;
  if (!isPlainObject(outcome))
    throw new InvalidError(
      `world.sandboxes.mock takes a text, an object such as { stdout: "…", code: 1 }, or a function, got ${describe(outcome)}.`,
    );
  checkOptions("world.sandboxes.mock", outcome as MockedOutcome, ["stdout", "stderr", "code"]);
  const { stdout = "", stderr = "", code = 0 } = outcome as MockedOutcome;
  if (typeof stdout !== "string" || typeof stderr !== "string")
    throw new InvalidError("world.sandboxes.mock: stdout and stderr are texts.");
  if (!Number.isInteger(code) || code < 0 || code > 255)
    throw new InvalidError(`world.sandboxes.mock: code must be a whole number from 0 to 255, got ${describe(code)}.`);
  return async (_argv, io) => {
    if (stdout !== "") await io.stdout.write(stdout);
    if (stderr !== "") await io.stderr.write(stderr);
    return code;
  };
}

function matcherOf(pattern: unknown): Omit<AddedProgram, "handler"> {
  if (pattern instanceof RegExp) return { pattern: [pattern.source, pattern.flags.replace(/[gy]/g, "")] };
  if (typeof pattern !== "string" || pattern.trim() === "")
    throw new InvalidError(
      `world.sandboxes.mock: the pattern must be a text that is not empty, or a regular expression, got ${describe(pattern)}.`,
    );
  const source = `^${pattern
    .trim()
    .split("*")
    .map((part) => RegExp.escape(part))
    .join("[^]*")}$`;
  const [name = ""] = pattern.trim().split(/\s/);
  return { ...(!name.includes("*") && { name }), pattern: [source, ""] };
}
