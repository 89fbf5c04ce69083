import type { ProgramCall } from "../../contract/program-commands.js";
import { encodeThrown } from "../../api/session/values.js";
import { withSession, type Session } from "../../api/session/session.js";
import { describe } from "../../checks/options.js";
import { InvalidError } from "../../contract/errors.js";
import { isWireError, wireError } from "../../contract/wire.js";
import type { Reply } from "../kernel/protocol.js";
import type { FetchRoutes } from "./fetch-routes.js";
import { CommandIo } from "./command-io.js";
import { StandIns } from "./stand-ins.js";
import { StandInUse, unused } from "./stand-in-use.js";

/**
 * What a command of a test does.
 * @param argv its words, its name first
 * @returns its exit code from 0 to 255, nothing for 0, or a text that is written to its output
 */
export type SandboxCommand = (
  argv: readonly string[],
  io: CommandIo,
) => number | string | void | Promise<number | string | void>;

interface Added {
  readonly run: SandboxCommand;
  readonly use: StandInUse;
}

/** Commands of sandboxes that the test runs, by the numbers of their handlers. */
export class SandboxPrograms {
  readonly #added: Added[] = [];
  readonly #uses: StandInUse[] = [];
  readonly #running = new Map<number, AbortController>();
  readonly #wrong = new Set<string>();
  readonly #routes: FetchRoutes;
  readonly #standIns: StandIns;

  /** @param routes where requests to what they serve are answered */
  constructor(routes: FetchRoutes, onChange: () => void) {
    this.#routes = routes;
    this.#standIns = new StandIns(onChange);
  }

  get isBusy(): boolean {
    return this.#standIns.isBusy;
  }

  /** It is to be used. */
  watch(use: StandInUse): void {
    this.#uses.push(use);
  }

  /** @returns the number of its handler */
  add(run: SandboxCommand, use: StandInUse): number {
    this.watch(use);
    return this.#added.push({ run, use }) - 1;
  }

  /** What is wrong with those that never ran. */
  get unused(): string[] {
    return unused(this.#uses.toReversed()).map(({ what }) => `${what} has met no command`);
  }

  /** @throws InvalidError if one has returned what is no result */
  checkResults(): void {
    if (this.#wrong.size > 0) throw new InvalidError([...this.#wrong].join("\n"));
  }

  run(session: Session, id: number, call: ProgramCall): Promise<Reply> {
    return this.#standIns.run(session, async (own): Promise<Reply> => {
      const added = this.#added[call.handler];
      if (!added) return { ok: false, error: wireError("InvalidError", "There is no such command.") };
      added.use.isUsed = true;
      const killed = new AbortController();
      this.#running.set(id, killed);
      const io = new CommandIo(own, id, call, killed.signal, this.#routes);
      try {
        const result = await withSession(own, () => added.run(call.argv, io));
        const code = this.#codeOf(result, added.use);
        if (typeof result === "string" && !killed.signal.aborted) await io.stdout.write(result);
        return { ok: true, value: code };
      } catch (error) {
        if (killed.signal.aborted) return { ok: true, value: 137 };
        const encoded = encodeThrown(error);
        return { ok: false, error: isWireError(encoded) ? encoded : wireError("Error", String(error)) };
      } finally {
        this.#running.delete(id);
        io.close();
      }
    });
  }

  /** @throws InvalidError for what is no result of a command, which `verify` tells, too */
  #codeOf(result: unknown, { what }: StandInUse): number {
    if (result === undefined || typeof result === "string") return 0;
    if (typeof result === "number" && Number.isInteger(result) && result >= 0 && result <= 255) return result;
    const problem =
      `${what} returned ${describe(result)}, which is no result of a command: return a whole number from 0 to 255 as ` +
      'its exit code, a text for its output, or nothing; `await io.stdout.write("…")` and `return 3` do both.';
    this.#wrong.add(problem);
    throw new InvalidError(problem);
  }

  /** Its process was killed, or its sandbox has ended. */
  ended(id: number): void {
    this.#running.get(id)?.abort(new DOMException("The command was killed.", "AbortError"));
  }
}
