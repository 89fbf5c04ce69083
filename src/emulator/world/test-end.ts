import { InvalidError } from "../../contract/errors.js";
import { classHint, decodeThrown, unknownClass } from "../../api/session/values.js";
import { unendedInputs } from "../calls/wait-graph.js";
import { OpenWaits } from "../host/open-waits.js";
import { isInStandIn } from "../host/stand-ins.js";
import { refuseUnused } from "../host/stand-in-use.js";
import type { WorldParts } from "./world-parts.js";

/** What a test has to answer for when it ends, and what is known of it then. @internal */
export class TestEnd {
  readonly #parts: WorldParts;
  /** What the test waits for, kept if the fixture wants to know. */
  readonly waits: OpenWaits = new OpenWaits();

  constructor(parts: WorldParts) {
    this.#parts = parts;
  }

  /** From now on, what is asked of the world notes where. */
  notePlaces(): void {
    this.waits.keep();
    const { session } = this.#parts.host;
    session.notesPlaces = true;
    session.begins = (what) => (isInStandIn() ? undefined : this.waits.begin(what));
  }

  /** @throws InvalidError if something was set up for nothing, or a command of sandboxes returned what is no result */
  verify(): void {
    const { faults, mocks, routes, programs } = this.#parts;
    programs.checkResults();
    refuseUnused([
      ...faults.unused.map(({ what, hint }) => `${what} had nothing to hit${hint}`),
      ...mocks.unused,
      ...routes.unused,
      ...programs.unused,
    ]);
  }

  /**
   * What nobody waits for: the test is over, and yet it has not come.
   * @returns an error whose stack points at the line that does not wait, `undefined` if there is none
   */
  forgotten(): InvalidError | undefined {
    const open = this.waits.all;
    const [first] = open;
    if (!first) return undefined;
    // whoever has forgotten it does not hear of the end of the world either
    this.#parts.host.forget();
    this.#parts.rounds.forget();
    const lines = open.map(({ what, stack }) => `${what}${placeIn(stack)}`);
    const error = new InvalidError(
      `The test or property ended before what it has asked for had come: is an \`await\` missing?\n${lines.map((line) => `  ${line}`).join("\n")}`,
    );
    error.stack = `${error.name}: ${error.message}\n${first.stack.replace(/^.*\n/, "")}`;
    return error;
  }

  /** Inputs that have not ended, and what keeps each of them. */
  get unended(): readonly string[] {
    const { kernel, calls } = this.#parts;
    return [...unendedInputs(kernel, calls.all)];
  }

  /** Functions that there have been, as `app/function`. */
  get functionNames(): readonly string[] {
    return [...this.#parts.functions.names];
  }

  /** Most operations that one attempt has asked for, where that is counted. */
  get mostOperations(): number {
    return this.#parts.faults.operations?.most ?? 0;
  }

  /** Classes of errors that came out as others, with what helps. */
  get classHints(): readonly string[] {
    const hints = new Set<string>();
    const { session } = this.#parts.host;
    for (const { inputs } of this.#parts.calls.all)
      for (const { record } of inputs) {
        if (record === undefined || record.ok) continue;
        const name = unknownClass(record.error, session);
        if (name !== undefined) hints.add(classHint(name, decodeThrown(record.error, session) as globalThis.Error));
      }
    return [...hints];
  }
}

function placeIn(stack: string): string {
  const frame = stack.split("\n").find((line) => /^\s+at /.test(line));
  const place = frame && /\(?((?:file:\/\/)?[^\s()]+:\d+:\d+)\)?$/.exec(frame)?.[1];
  return place === undefined ? "" : ` at ${place.replace(/^file:\/\//, "")}`;
}
