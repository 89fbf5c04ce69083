import { refuseCrossing } from "../codec/refuse-crossing.js";
import { InvalidError } from "../../contract/errors.js";
import type { BuildLine } from "../../contract/build-commands.js";
import type { ImageReference } from "../../contract/image-definition.js";
import type { LogEntry } from "../../contract/log-commands.js";
import { checkOptions, describe } from "../../checks/options.js";
import { sessionInSight } from "../session/session.js";

/** A line that the build of an image has written; `objectId` is that of the layer. */
export type ImageLogEntry = Pick<LogEntry, "message" | "timestamp" | "source" | "objectId" | "contextIds">;

/** What the layers of an image have written as they were built last. Modal: docs/modal/images.md#layers. */
export class ImageLogs {
  readonly #find: (method: string) => ImageReference;

  static {
    refuseCrossing(ImageLogs, "ImageLogs", "Pass the lines that were read.");
  }

  /** @internal */
  constructor(find: (method: string) => ImageReference) {
    this.#find = find;
  }

  /**
   * The lines of the last layers, in order. Rejects with `InvalidError` for a number of layers below 1, `ExecutionError`
   * for an image that is not built.
   * @param options.layers how many layers from the top; `null` for all. Default: 1
   */
  async fetch(options: { layers?: number | null } = {}): Promise<ImageLogEntry[]> {
    checkOptions("logs.fetch", options, ["layers"]);
    const { layers = 1 } = options;
    if (layers !== null) checkCount("logs.fetch: layers", layers);
    return this.#read("fetch", { layers: layers ?? undefined });
  }

  /** The last lines of all layers, in order. Rejects as `fetch` does. @param entries how many. Default: 100 */
  async tail(entries: number = 100): Promise<ImageLogEntry[]> {
    checkCount("logs.tail: the number of entries", entries);
    return this.#read("tail", { last: entries });
  }

  async #read(
    method: string,
    which: { layers?: number | undefined; last?: number | undefined },
  ): Promise<ImageLogEntry[]> {
    const { backend } = sessionInSight(`Image.logs.${method}`);
    return (await backend.send("image.logs", { image: this.#find(method), ...which })).map(toEntry);
  }
}

function toEntry({ at, source, text, imageId }: BuildLine): ImageLogEntry {
  return { message: text, timestamp: new Date(at), source, objectId: imageId, contextIds: [imageId] };
}

function checkCount(what: string, count: unknown): void {
  if (!Number.isInteger(count) || Number(count) < 1)
    throw new InvalidError(`${what} must be a whole number, 1 or more, not ${describe(count)}.`);
}
