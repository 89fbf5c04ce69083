import { immediate, inOneTurn, realNow } from "../../time/real-time.js";
import type { ForeseenInput, Report } from "../../kernel/protocol.js";
import type { Quiescence } from "./quiescence.js";

/** Real milliseconds that a container may run ahead: the host waits meanwhile. */
const RUN_AHEAD_MS = 20;

/** The one container that runs ahead, and its lane. */
export interface AheadPort {
  readonly quiescence: Quiescence;
  /** False once it has gone. */
  readonly isAlive: boolean;
  /** Gives it an input that was foreseen. */
  start(input: ForeseenInput): void;
  /** Ends its turn. */
  end(): Report;
  quiescent(): Promise<void>;
}

/**
 * One turn after the other without telling the host, as long as the container asks for nothing. Those that leave only
 * promises behind take no turn of the event loop.
 * @param first the turn that it has just taken
 */
export async function runAhead(port: AheadPort, first: Report, inputs: readonly ForeseenInput[]): Promise<Report> {
  if (!isSelfContained(port, first)) return first;
  const ahead: Report[] = [];
  const began = realNow();
  /** @returns whether the container may go on */
  const end = (): boolean => {
    const report = port.end();
    ahead.push(report);
    return ahead.length < inputs.length && isSelfContained(port, report) && realNow() - began <= RUN_AHEAD_MS;
  };
  for (let goesOn = true; goesOn;) {
    let begun: number | undefined;
    let isOver = true;
    await inOneTurn(inputs.length - ahead.length + 1, () => {
      isOver = begun === undefined || port.quiescence.begun === begun;
      goesOn = isOver && (begun === undefined || end());
      const input = inputs[ahead.length];
      if (!goesOn || !input) return false;
      begun = port.quiescence.begun;
      void Promise.resolve(input).then((foreseen) => port.start(foreseen)); // as a microtask, as in any turn
      return true;
    });
    if (isOver) continue;
    await immediate();
    await port.quiescent();
    goesOn = end();
  }
  return { ...first, ahead };
}

/** Whether a turn came to the end of its input, wanted nothing but that known, and left nothing behind. */
function isSelfContained({ isAlive, quiescence }: AheadPort, { requests, nextTimer }: Report): boolean {
  const last = requests.at(-1);
  if (last?.type !== "output" || !last.outcome.ok || typeof last.outcome.value === "object") return false;
  return (
    nextTimer === null &&
    isAlive &&
    quiescence.isIdle &&
    requests.every(({ type }, index) => type === "log" || index === requests.length - 1)
  );
}
