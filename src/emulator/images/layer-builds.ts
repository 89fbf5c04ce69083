import type { BuildLine } from "../../contract/build-commands.js";
import type { ImageStep, LocalFile } from "../../contract/image-definition.js";
import { isWireError, type WireError, wireError } from "../../contract/wire.js";
import { eventError } from "../kernel/event-error.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ImageRecord } from "../records/image-record.js";
import type { ImageStore } from "./image-store.js";
import { pathBelow } from "./path-below.js";

/** What an image comes to. */
export type Built = ImageRecord | WireError;

/** A layer that is to be there. */
export interface WantedLayer {
  readonly step: ImageStep;
  readonly below: ImageRecord | undefined;
  /** Whether it is built even if it is there. */
  readonly isForced: boolean;
  /** Whether others find it. */
  readonly isKept: boolean;
  /** Of the image up to here, see `imageKey`. */
  readonly imageKey: string;
}

/** What goes wrong on purpose with the build of a layer. */
export interface BuildTrouble {
  readonly delayMs: number;
  readonly error: WireError | undefined;
}

export interface LayerBuildsPort {
  /** Asked once for each layer that is built. */
  trouble(imageId: string, layer: WantedLayer): BuildTrouble;
}

/** Builds layers that are not there yet. Modal: docs/modal/images.md#building. */
export class LayerBuilds {
  readonly #kernel: Kernel;
  readonly #store: ImageStore;
  readonly #port: LayerBuildsPort;
  /** Who waits for layers that are being built, by the ids of these. */
  readonly #running = new Map<string, (() => void)[]>();
  /** What the last build of each layer has written. */
  readonly #lines = new Map<string, readonly BuildLine[]>();

  constructor(kernel: Kernel, store: ImageStore, port: LayerBuildsPort) {
    this.#kernel = kernel;
    this.#store = store;
    this.#port = port;
  }

  /** What was written as a layer was built last, or failed to be; undefined if it never was. */
  linesOf(imageId: string): readonly BuildLine[] | undefined {
    return this.#lines.get(imageId);
  }

  /** The key of a layer: of what it says, and of what is below. */
  keyOf({ step, below }: Pick<WantedLayer, "step" | "below">): string {
    return `${below?.id ?? ""}/${step.digest}`;
  }

  /** Takes a layer that is there, or builds it. @param done hears what it has come to, at once if no time passes */
  provide(layer: WantedLayer, done: (built: Built) => void): void {
    const id = this.#store.idOf(this.keyOf(layer));
    const waiting = this.#running.get(id);
    if (waiting) {
      waiting.push(() => this.provide(layer, done)); // it is there then, unless it has failed
      return;
    }
    const known = this.#store.get(id);
    if (known?.isKept && !layer.isForced) {
      known.isCached = true;
      known.files = filesOf(layer); // the same ones, which may be elsewhere by now
      this.#add(known);
      return done(known);
    }
    this.#build(id, layer, done);
  }

  #build(id: string, layer: WantedLayer, done: (built: Built) => void): void {
    const { text } = layer.step;
    const startedAt = this.#kernel.now;
    const { delayMs, error } = this.#port.trouble(id, layer);
    const waiting: (() => void)[] = [];
    this.#running.set(id, waiting);
    const end = (): void => {
      this.#running.delete(id);
      const built = error ? this.#fail(id, layer.step, error) : this.#complete(id, layer);
      const seconds = (this.#kernel.now - startedAt) / 1000;
      this.#lines.set(id, [
        ...text.split("\n").map((line, number) => this.#line(id, `=> Step ${number}: ${line}`, startedAt)),
        error
          ? { ...this.#line(id, error.message), source: "stderr" as const }
          : this.#line(id, `Built image ${id} in ${seconds.toFixed(2)}s`),
      ]);
      done(built);
      for (const next of waiting) next();
    };
    if (delayMs === 0) return end();
    const label = `the build of image ${id}`;
    this.#kernel.timers.set({ at: this.#kernel.now + delayMs, kind: "arrival", label: () => label, fire: end });
  }

  #complete(id: string, layer: WantedLayer): ImageRecord {
    const { step, below, isKept } = layer;
    const known = this.#store.get(id);
    const image: ImageRecord = known ?? {
      id,
      key: this.keyOf(layer),
      below,
      kind: step.kind,
      text: step.text,
      env: { ...below?.env, ...step.env },
      workdir: step.workdir === undefined ? below?.workdir : pathBelow(below?.workdir, step.workdir),
      files: filesOf(layer),
      builtAt: 0,
      isCached: false,
      isKept: false,
    };
    image.builtAt = this.#kernel.now;
    image.isCached = false;
    image.isKept ||= isKept;
    this.#store.add(image);
    this.#add(image);
    return image;
  }

  #add({ id: image, kind, text, isCached: cached }: ImageRecord): void {
    this.#kernel.events.add("image.step", { image, kind, text, cached });
  }

  #fail(id: string, { kind, text }: ImageStep, error: WireError): WireError {
    const message = `The build of image ${id} has failed at \`${text.split("\n").at(-1)}\`: ${error.message}`;
    this.#kernel.events.add("image.failed", { image: id, kind, text, ...eventError({ ok: false, error }) });
    return { ...wireError("ImageBuildError", message), cause: error, properties: { imageId: id } };
  }

  #line(imageId: string, text: string, at: number = this.#kernel.now): BuildLine {
    return { at, source: "stdout", text: this.#kernel.masking.mask(text), imageId };
  }
}

function filesOf({ step, below }: WantedLayer): readonly LocalFile[] {
  const under = below?.files ?? [];
  return step.files ? [...under, ...step.files] : under;
}

export function isFailed(built: Built): built is WireError {
  return isWireError(built);
}
