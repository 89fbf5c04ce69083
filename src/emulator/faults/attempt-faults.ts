import { wireError } from "../../contract/wire.js";
import type { CallTarget } from "../records/function-record.js";
import type { Attempts } from "../calls/attempts.js";
import type { InputRecord } from "../records/call-record.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import type { Container } from "../records/container.js";
import { type ArmedFault, includes } from "./armed-fault.js";
import { Dooms, type Doom } from "./dooms.js";
import type { AttemptAccess, BuildFaultKind, Fault } from "./fault-plan.js";
import { wireOfFault } from "./fault-error.js";

export type AttemptFault = Exclude<Fault, { kind: BuildFaultKind | "slowStart" | "failStart" | "failStorage" | "rpc" }>;

/** What faults of attempts need of the rest of the world. */
export interface AttemptFaultPort {
  readonly kernel: Kernel;
  readonly attempts: Attempts;
  input(id: string): InputRecord | undefined;
  preempt(container: Container, reason: string): void;
  crash(container: Container, reason: string): void;
}

/** Kinds that need no container: mocks have none. */
const WITHOUT_CONTAINER: readonly AttemptFault["kind"][] = ["fail", "delay", "loseOutput", "duplicate"];

/** Lets attempts go wrong. */
export class AttemptFaults {
  readonly #port: AttemptFaultPort;
  readonly #faults: { readonly armed: ArmedFault<AttemptFault>; matches(target: CallTarget): boolean }[] = [];
  readonly #dooms = new Dooms();
  /** Numbers of the attempts that inputs were handed out for once more: these are not duplicated again. */
  readonly #repeats = new WeakMap<InputRecord, number>();

  constructor(port: AttemptFaultPort) {
    this.#port = port;
  }

  add(armed: ArmedFault<AttemptFault>, matches: (target: CallTarget) => boolean): void {
    this.#faults.push({ armed, matches });
  }

  /** Whether attempts at inputs of a function may go wrong. */
  concerns(target: CallTarget): boolean {
    return this.#faults.some(({ matches }) => matches(target));
  }

  /**
   * Hands inputs that run in one call to whoever runs them, unless something is to go wrong with that.
   * @param container `undefined` if a mock answers
   */
  deliver(inputs: readonly InputRecord[], container: Container | undefined, deliver: () => void): void {
    if (this.#faults.length === 0) return deliver();
    // of all, so that each has its number
    const inSight = new Map(inputs.map((input) => [input, this.#inSight(input)]));
    for (const [input, armed] of inSight) {
      const selected = this.#select(armed, input, container);
      if (selected) return this.#apply(selected, input, container, deliver);
    }
    deliver();
  }

  /** An attempt came to an outcome. @returns whether nobody hears of it */
  losesOutput(input: InputRecord, attempt: number): boolean {
    if (this.#faults.length === 0) return false;
    const strike = this.#dooms.atEnd(input, attempt);
    strike?.();
    return strike !== undefined;
  }

  /** An attempt asks for something. @returns what is to strike as soon as that is done, before anybody hears of it */
  operation({ origin: { inputId, attempt } }: Pending): (() => void) | undefined {
    if (this.#faults.length === 0 || inputId === undefined) return undefined;
    const input = this.#port.input(inputId);
    return input && this.#dooms.atOperation(input, attempt);
  }

  /** Faults that are for an input, whatever hits it. */
  #inSight(input: InputRecord): ArmedFault<AttemptFault>[] {
    return this.#faults
      .filter(({ armed, matches }) => matches(input.call.target) && armed.isNumbered(input, armed.fault.calls))
      .map(({ armed }) => armed);
  }

  #select(
    inSight: readonly ArmedFault<AttemptFault>[],
    input: InputRecord,
    container: Container | undefined,
  ): ArmedFault<AttemptFault> | undefined {
    const { target } = input.call;
    const access: AttemptAccess = {
      function: target.tag,
      app: target.app.name,
      inputId: input.id,
      index: input.index,
      attempt: input.attempt,
      containerId: container?.id,
      at: this.#port.kernel.now,
    };
    const isHit = ({ fault }: ArmedFault<AttemptFault>): boolean =>
      includes(fault.attempts, input.attempt) &&
      !(fault.kind === "duplicate" && this.#repeats.get(input) === input.attempt) &&
      canHit(fault, target, container) &&
      (fault.when?.(access) ?? true);
    return inSight.find((armed) => isHit(armed) && armed.strikes());
  }

  #apply(
    armed: ArmedFault<AttemptFault>,
    input: InputRecord,
    container: Container | undefined,
    deliver: () => void,
  ): void {
    const { fault } = armed;
    const { attempt } = input;
    const { attempts, preempt, crash } = this.#port;
    const note = (): void => this.#note(fault, input, container);
    switch (fault.kind) {
      case "fail":
        note();
        return void this.#later(0, input, "an attempt that fails", () => {
          for (const each of input.together)
            attempts.report(each, each.attempt, {
              ok: false,
              error: wireOfFault(
                fault.error,
                wireError(
                  "Error",
                  `A fault hit attempt ${each.attempt} at input ${each.id} of \`${each.call.target.tag}\`.`,
                ),
              ),
            });
        });
      case "delay":
        note();
        return void this.#later(fault.delayMs, input, "a late delivery", deliver);
      case "duplicate":
        note();
        deliver();
        if (fault.as === "same") deliver();
        else
          this.#later(0, input, "a second delivery", () => {
            this.#repeats.set(input, attempt + 1);
            attempts.repeat(input);
          });
        return;
      case "loseOutput":
        deliver();
        this.#dooms.set(input, {
          attempt,
          timer: undefined,
          atOperation: Number.POSITIVE_INFINITY,
          operations: 0,
          strike: () => (note(), attempts.lose(input, "its output was lost (a fault)")),
        });
        return;
      default: {
        deliver();
        if (!container) return;
        const end = fault.kind === "preempt" ? preempt : crash;
        const reason =
          fault.kind === "preempt"
            ? "preempted (a fault)"
            : fault.kind === "crash"
              ? "it crashed (a fault)"
              : "it ran out of memory (a fault)";
        const { afterMs = 0, atOperation } = fault;
        const doom: Doom = {
          attempt,
          timer: undefined,
          atOperation: atOperation ?? (afterMs === 0 ? 1 : Number.POSITIVE_INFINITY),
          operations: 0,
          strike: () => (armed.reached(), note(), end(container, reason)),
          missed: (operations) => armed.missed(operations),
        };
        this.#dooms.set(input, doom);
        if (atOperation !== undefined) return;
        doom.timer = this.#later(afterMs, input, reason, () => this.#dooms.strike(input, doom));
        doom.timer.setActive(afterMs === 0);
      }
    }
  }

  /** Goes on with an attempt after `ms`, if it has not ended otherwise. */
  #later(ms: number, input: InputRecord, what: string, fire: () => void): TimerHandle {
    const { kernel } = this.#port;
    const { attempt } = input;
    const label = (): string => `${what} of input ${input.id} of \`${input.call.target.tag}\``;
    return kernel.timers.set({
      at: kernel.now + ms,
      kind: "arrival",
      label,
      fire: () => (input.state === "running" && input.attempt === attempt ? fire() : undefined),
    });
  }

  #note({ kind }: AttemptFault, input: InputRecord, container: Container | undefined): void {
    this.#port.kernel.events.add("fault.injected", {
      kind,
      function: input.call.target.tag,
      input: input.id,
      attempt: input.attempt,
      container: container?.id ?? null,
    });
  }
}

/**
 * What runs in no container can lose none; what Modal does not preempt is not preempted; a cluster has one attempt at a
 * time.
 */
function canHit(fault: AttemptFault, target: CallTarget, container: Container | undefined): boolean {
  if (!container) return WITHOUT_CONTAINER.includes(fault.kind) && !(fault.kind === "duplicate" && fault.as === "same");
  const { nonpreemptible, cluster } = target.definition.settings;
  return !(fault.kind === "preempt" && nonpreemptible) && !(fault.kind === "duplicate" && cluster);
}
