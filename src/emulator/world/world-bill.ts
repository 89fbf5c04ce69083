import { InvalidError } from "../../contract/errors.js";
import type { Bill } from "../bill/bill.js";
import { makeBill } from "../bill/make-bill.js";
import { parseRates, type RateOptions } from "../bill/rate-card.js";
import type { ContainerTarget } from "../records/container-target.js";
import type { WorldParts } from "./world-parts.js";

/** What containers of a world have cost until now. @throws InvalidError if the event log has dropped events */
export function worldBill(
  { kernel, rounds, calls, containers }: Pick<WorldParts, "kernel" | "rounds" | "calls" | "containers">,
  rates: RateOptions | undefined,
  matches: (target: ContainerTarget) => boolean,
): Bill {
  const { events } = kernel;
  if (events.dropped > 0)
    throw new InvalidError(
      `world.bill: the first ${events.dropped} events of this world are not kept any more, so that what they cost is not known. Start it with \`events: { keep: Infinity }\`.`,
    );
  const source = {
    events,
    now: rounds.now,
    container: (id: string) => containers.originOf(id),
    callOf: (inputId: string) => {
      const input = calls.input(inputId);
      if (!input) throw new TypeError(`There was no input ${inputId} in this world.`);
      return input.call;
    },
  };
  return makeBill(source, parseRates("world.bill", rates), matches);
}
