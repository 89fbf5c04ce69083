import type { BuildLine } from "../../contract/build-commands.js";
import type { BuiltFile, ImageStep } from "../../contract/image-definition.js";
import { type Wire, type WireError, wireError } from "../../contract/wire.js";
import { eventError } from "../kernel/event-error.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ImageRecord } from "../records/image-record.js";
import { BuildLogs, type BuildLog } from "./build-log.js";
import { type RunOutcome, type RunPort, runBuild } from "./build-run.js";
import { type Built, filesOf, isSameList, layerKey, madeBy, type WantedLayer, workdirOf } from "./built-layer.js";
import type { ImageStore } from "./image-store.js";

/** What goes wrong on purpose with the build of a layer. */
export interface BuildTrouble {
  readonly delayMs: number;
  readonly error: WireError | undefined;
}

export interface LayerBuildsPort extends RunPort {
  /** Asked once for each layer that is built. */
  trouble(imageId: string, layer: WantedLayer): BuildTrouble;
}

/** Builds layers that are not there yet. Modal: docs/modal/images.md#building. */
export class LayerBuilds {
  readonly #kernel: Kernel;
  readonly #store: ImageStore;
  readonly #port: LayerBuildsPort;
  readonly #logs: BuildLogs;
  /** Who waits for layers that are being built, by the ids of these. */
  readonly #running = new Map<string, (() => void)[]>();
  /** How often containers have run for the build of a layer. */
  readonly #runs = new Map<string, number>();

  constructor(kernel: Kernel, store: ImageStore, port: LayerBuildsPort) {
    this.#kernel = kernel;
    this.#store = store;
    this.#port = port;
    this.#logs = new BuildLogs(kernel);
  }

  /** What was written as a layer was built last, or failed to be; undefined if it never was. */
  linesOf(imageId: string): readonly BuildLine[] | undefined {
    return this.#logs.of(imageId);
  }

  /** Takes a layer that is there, or builds it. @param done hears what it has come to, at once if no time passes */
  provide(layer: WantedLayer, done: (built: Built) => void): void {
    const id = this.#store.idOf(layerKey(layer));
    const waiting = this.#running.get(id);
    if (waiting) {
      waiting.push(() => this.provide(layer, done)); // it is there then, unless it has failed
      return;
    }
    const known = this.#store.get(id);
    if (known?.isKept && !layer.isForced) {
      known.isCached = true;
      const files = filesOf(layer, known.built);
      if (!isSameList(files, known.files)) known.files = files; // they may be elsewhere on this machine by now
      this.#add(known);
      return done(known);
    }
    this.#build(id, layer, done);
  }

  #build(id: string, layer: WantedLayer, done: (built: Built) => void): void {
    const { step } = layer;
    const waiting: (() => void)[] = [];
    this.#running.set(id, waiting);
    const log = this.#logs.begin(id, step.text);
    const { delayMs, error } = this.#port.trouble(id, layer);
    const end = (outcome: RunOutcome): void => {
      this.#running.delete(id);
      done(outcome.ok ? this.#complete(id, layer, outcome.files, log) : this.#fail(id, step, outcome, log));
      for (const next of waiting) next();
    };
    const begin = (): void => {
      if (error) end({ ok: false, kind: "failure", error });
      else if (step.run) this.#run(id, layer, log, end);
      else end({ ok: true, files: madeBy(layer, this.#kernel.now) });
    };
    if (delayMs === 0) return begin();
    const label = `the build of image ${id}`;
    this.#kernel.timers.set({ at: this.#kernel.now + delayMs, kind: "arrival", label: () => label, fire: begin });
  }

  #run(id: string, layer: WantedLayer, log: BuildLog, done: (outcome: RunOutcome) => void): void {
    const nextKey = (): string => {
      const runs = (this.#runs.get(id) ?? 0) + 1;
      this.#runs.set(id, runs);
      return `${id}/${runs}`;
    };
    runBuild({ imageId: id, layer, log, nextKey, done }, this.#kernel, this.#port);
  }

  #complete(id: string, layer: WantedLayer, built: readonly BuiltFile[], log: BuildLog): ImageRecord {
    const { step, below, isKept } = layer;
    const image: ImageRecord = this.#store.get(id) ?? {
      id,
      key: layerKey(layer),
      below,
      kind: step.kind,
      text: step.text,
      env: { ...below?.env, ...step.env },
      workdir: workdirOf(layer),
      files: [],
      built: [],
      builtAt: 0,
      isCached: false,
      isKept: false,
    };
    image.built = built;
    image.files = filesOf(layer, built);
    image.builtAt = this.#kernel.now;
    image.isCached = false;
    image.isKept ||= isKept;
    this.#store.add(image);
    this.#add(image);
    log.end();
    return image;
  }

  #add({ id: image, kind, text, isCached: cached }: ImageRecord): void {
    this.#kernel.events.add("image.step", { image, kind, text, cached });
  }

  #fail(id: string, { kind, text }: ImageStep, { kind: how, error }: RunFailure, log: BuildLog): WireError {
    const { error: summary = { name: "Error", message: "" } } = eventError({ ok: false, error });
    this.#kernel.events.add("image.failed", { image: id, kind, text, error: summary });
    log.fail(summary.message);
    if (how === "missing") return error as WireError;
    const message = `The build of image ${id} has failed at \`${text.split("\n").at(-1)}\`: ${summary.message}`;
    const failed = wireError(how === "timeout" ? "RemoteError" : "ImageBuildError", message);
    return { ...failed, cause: error, properties: { imageId: id } };
  }
}

type RunFailure = Extract<RunOutcome, { ok: false }> & { readonly error: Wire };
