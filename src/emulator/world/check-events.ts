import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { EventLogOptions } from "../kernel/event-log.js";

/** @throws InvalidError for an unknown option or a bad value */
export function checkEvents(events: EventLogOptions): void {
  checkOptions("Emulator.start: events", events, ["keep", "sink"]);
  const { keep = 1, sink } = events;
  if (!(Number.isInteger(keep) || keep === Number.POSITIVE_INFINITY) || keep < 1)
    throw new InvalidError(
      `Emulator.start: events.keep must be a whole number from 1, or Infinity, not ${describe(keep)}.`,
    );
  if (sink !== undefined && typeof sink !== "function")
    throw new InvalidError(`Emulator.start: events.sink must be a function, not ${describe(sink)}.`);
}
