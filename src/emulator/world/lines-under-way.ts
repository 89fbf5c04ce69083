import type { LogLine } from "../logs/logged-line.js";
import type { WorldParts } from "./world-parts.js";

/** What containers have written in turns that are not over, without the values of secrets. */
export function linesUnderWay({ lanes, containers, kernel }: WorldParts): LogLine[] {
  return lanes.writtenSoFar.flatMap(({ ordinal, inputId, stream, text }) => {
    const container = containers.byOrdinal(ordinal);
    return container
      ? [{ at: kernel.now, container: container.id, input: inputId ?? null, stream, text: kernel.masking.mask(text) }]
      : [];
  });
}
