import type { Sandbox } from "../../api/sandboxes/sandbox.js";
import { wireError } from "../../contract/wire.js";
import { checkFlag, checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { ClientClosed, InvalidError } from "../../contract/errors.js";
import type { AddedProgram } from "../../contract/program-commands.js";
import type { SandboxCommand, SandboxPrograms } from "../host/sandbox-programs.js";
import { parseStandInOptions, StandInUse, type StandInOptions } from "../host/stand-in-use.js";
import { wireOfFault } from "../faults/fault-error.js";
import type { Sandboxes } from "../sandboxes/sandboxes.js";

/** What a command that is mocked comes to. */
export interface MockedOutcome {
  /** Default: nothing. */
  stdout?: string;
  stderr?: string;
  /** From 0 to 255. Default: 0. */
  code?: number;
}

/** Options of `failExec`. */
export interface FailExecOptions {
  error?: globalThis.Error;
  times?: number;
  optional?: boolean;
}

/** What sandboxes of a world find besides what is on their disks. */
export class WorldSandboxes {
  readonly #host: SandboxPrograms;
  readonly #sandboxes: Sandboxes;
  readonly #poke: () => void;
  #isClosed = false;

  /** @internal @param poke something is to be done in the world */
  constructor(host: SandboxPrograms, sandboxes: Sandboxes, poke: () => void) {
    this.#host = host;
    this.#sandboxes = sandboxes;
    this.#poke = poke;
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

  /**
   * Ends the container of a sandbox without a word: it has failed then, with code 1, and what it had not committed to
   * volumes is lost.
   * @throws InvalidError for what is no sandbox of this world
   */
  crash(sandbox: Sandbox): void {
    this.#lose("crash", sandbox, "crashed, by a fault");
  }

  /** As {@link WorldSandboxes.crash}, with memory as the reason, and code 137. */
  outOfMemory(sandbox: Sandbox): void {
    this.#lose("outOfMemory", sandbox, "out of memory, by a fault");
  }

  /** Takes the container of a sandbox away, as Modal does: it has failed then, and its volumes are committed. */
  preempt(sandbox: Sandbox): void {
    this.#lose("preempt", sandbox, "preempted, by a fault");
  }

  /**
   * Lets `exec` reject, as if the command could not be started; what shells of sandboxes start is not hit.
   * @param pattern as that of {@link WorldSandboxes.mock}
   * @param options.error what it rejects with. Default: an `InternalFailure`
   * @param options.times how often. Default: always
   * @param options.optional it is all right if it hits nothing: `verify` says nothing then
   */
  failExec(pattern: string | RegExp, options: FailExecOptions = {}): void {
    this.#check("failExec", matcherOf);
    checkOptions("world.sandboxes.failExec", options, ["error", "times", "optional"]);
    const { error, times = Number.POSITIVE_INFINITY, optional = false } = options;
    if (times !== Number.POSITIVE_INFINITY && !(Number.isInteger(times) && times >= 1))
      throw new InvalidError(`world.sandboxes.failExec: times must be a whole number from 1, got ${describe(times)}.`);
    checkFlag("world.sandboxes.failExec", "optional", optional);
    const { pattern: matched = ["", ""] } = matcherOf(pattern);
    const expression = new RegExp(...matched);
    const text = pattern instanceof RegExp ? String(pattern) : JSON.stringify(pattern);
    const use = new StandInUse(`world.sandboxes.failExec(${text}, …)`, text, optional);
    this.#host.watch(use);
    this.#sandboxes.execFaults.add({
      matches: (line) => expression.test(line),
      error: wireOfFault(error, wireError("InternalFailure", "A fault hit the start of this command.")),
      left: times,
      hit: () => {
        use.isUsed = true;
      },
    });
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
  }

  #add(run: SandboxCommand, use: StandInUse, what: Omit<AddedProgram, "handler">): void {
    this.#sandboxes.programs.add({ ...what, handler: this.#host.add(run, use) });
  }

  #lose(method: "crash" | "outOfMemory" | "preempt", sandbox: Sandbox, reason: string): void {
    this.#check(method, matcherOf);
    const record = this.#sandboxes.byId((Object(sandbox) as { objectId?: string }).objectId ?? "");
    if (!record)
      throw new InvalidError(`world.sandboxes.${method} takes a sandbox of this world, got ${describe(sandbox)}.`);
    record.lose(method, reason);
    this.#poke();
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
