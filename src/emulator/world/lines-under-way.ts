import type { LogLine } from "../logs/logged-line.js";
import { WorldLogs } from "./world-logs.js";
import type { WorldParts } from "./world-parts.js";

export function worldLogs(parts: WorldParts): WorldLogs {
  const { kernel, calls, containers } = parts;
  const origins = {
    input: (id: string) => calls.input(id),
    targetOf: (id: string) => containers.targetOf(id),
  };
  return new WorldLogs(kernel.events, origins, (isAll) => linesUnderWay(parts, isAll));
}

/**
 * What containers have written in turns that are not over, without the values of secrets.
 * @param isAll also of containers whose turns go on together: which of them comes first in the log is not known yet
 */
export function linesUnderWay({ lanes, containers, kernel }: WorldParts, isAll: boolean): LogLine[] {
  return lanes.writtenSoFar(isAll).flatMap(({ ordinal, inputId, stream, text }) => {
    const container = containers.byOrdinal(ordinal);
    return container
      ? [{ at: kernel.now, container: container.id, input: inputId ?? null, stream, text: kernel.masking.mask(text) }]
      : [];
  });
}
