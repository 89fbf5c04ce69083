import { checkConstructing, constructing } from "../../checks/construction.js";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import type { ProbeDefinition } from "../../contract/sandbox-definition.js";

/** How often a probe is made. */
export interface ProbeOptions {
  /** Milliseconds between two tries, a whole number of 1 or more. Default: 100. */
  intervalMs?: number;
}

/** How it is found out that a sandbox is ready, for `waitUntilReady`. Modal: docs/modal/sandboxes.md#life-of-a-sandbox. */
export class Probe {
  declare private readonly brand: "Probe";
  /** @internal */
  readonly definition: ProbeDefinition;

  static {
    refuseAssignments(Probe, "Make another one.");
  }

  private constructor(key: typeof constructing, definition: ProbeDefinition) {
    checkConstructing("Probe", key, "Probe.withTcp or Probe.withExec");
    this.definition = definition;
  }

  /**
   * Ready when a server listens on a port, 1 to 65535.
   * @throws InvalidError
   */
  static withTcp(port: number, options: ProbeOptions = {}): Probe {
    checkPort("Probe.withTcp", port);
    return new Probe(constructing, { kind: "tcp", port, intervalMs: intervalOf("Probe.withTcp", options) });
  }

  /**
   * Ready when a command ends with 0.
   * @param argv words that are not empty, and options at the end
   * @throws InvalidError
   */
  static withExec(argv: readonly string[], options?: ProbeOptions): Probe;
  static withExec(...args: readonly [...string[], ProbeOptions] | readonly string[]): Probe;
  static withExec(...args: readonly unknown[]): Probe {
    const last = args.at(-1);
    const hasOptions = typeof last === "object" && last !== null && !Array.isArray(last);
    const given = hasOptions ? args.slice(0, -1) : args;
    const argv: readonly unknown[] = Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
    if (argv.length === 0) throw new InvalidError("Probe.withExec takes a command.");
    for (const word of argv)
      if (typeof word !== "string" || word === "")
        throw new InvalidError(`Probe.withExec takes a command of non-empty strings, got ${describe(word)}.`);
    const intervalMs = intervalOf("Probe.withExec", hasOptions ? last : {});
    return new Probe(constructing, { kind: "exec", argv: argv as readonly string[], intervalMs });
  }
}

/** @throws InvalidError unless it is a whole number from 1 to 65535 */
export function checkPort(what: string, port: unknown): asserts port is number {
  if (typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535) return;
  throw new InvalidError(`${what}: a port is a whole number from 1 to 65535, got ${describe(port)}.`);
}

function intervalOf(what: string, options: ProbeOptions): number {
  checkOptions(what, options, ["intervalMs"]);
  const { intervalMs = 100 } = options;
  if (Number.isInteger(intervalMs) && intervalMs >= 1) return intervalMs;
  throw new InvalidError(
    `${what}: intervalMs must be a whole number of milliseconds, 1 or more, got ${describe(intervalMs)}.`,
  );
}
