import type { ImagePlan } from "../../contract/image-definition.js";
import { imageKey } from "../../contract/image-key.js";
import type { WireError } from "../../contract/wire.js";
import type { ContainerImage, ImageRecord } from "../records/image-record.js";
import type { ImageStore } from "./image-store.js";
import { type Built, isFailed, layerKey } from "./built-layer.js";
import type { LayerBuilds } from "./layer-builds.js";

/** What the images that a command asks for come to. */
export type BuildOutcome =
  | { readonly images: readonly ContainerImage[]; readonly error?: undefined }
  | { readonly error: WireError };

/** A layer that was asked for, and what it has come to as soon as that is known. */
interface AskedLayer {
  built?: Built;
  readonly waiting: ((built: Built) => void)[];
}

/** Builds the images that one command asks for: each layer once, however many of them have it. */
export class ImageBuild {
  readonly #store: ImageStore;
  readonly #layers: LayerBuilds;
  readonly #environment: string;
  readonly #asked = new Map<string, AskedLayer>();

  /** @param environment where names are looked up */
  constructor(store: ImageStore, layers: LayerBuilds, environment: string) {
    this.#store = store;
    this.#layers = layers;
    this.#environment = environment;
  }

  /** @param done hears of all images in their order, or of the first error; at once if no time passes */
  buildAll(plans: readonly ImagePlan[], done: (outcome: BuildOutcome) => void): void {
    const images: ContainerImage[] = [];
    let missing = plans.length;
    let error: WireError | undefined;
    if (missing === 0) return done({ images });
    for (const [index, plan] of plans.entries())
      this.#build(plan, (built) => {
        missing--;
        if (error) return;
        if (isFailed(built)) return done({ error: (error = built) });
        // one list of files for all that have the same plan: each lane is told of it once
        images[index] = images[plans.indexOf(plan)] ?? { record: built, files: withMounted(built, plan) };
        if (missing === 0) done({ images });
      });
  }

  #build(plan: ImagePlan, done: (built: Built) => void): void {
    const base = plan.base && this.#store.find(plan.base, this.#environment);
    if (base && isFailed(base)) return done(base);
    this.#step(plan, 0, base, false, (built) => {
      if (!isFailed(built)) this.#store.ask(built);
      done(built);
    });
  }

  #step(
    plan: ImagePlan,
    index: number,
    below: ImageRecord | undefined,
    isBelowForced: boolean,
    done: (built: Built) => void,
  ): void {
    const step = plan.steps[index];
    if (!step) {
      if (!below) throw new TypeError("An image has no layers.");
      return done(below);
    }
    const isForced = isBelowForced || step.forceBuild;
    const layer = {
      step,
      below,
      isForced,
      isKept: plan.keepsLayers,
      imageKey: imageKey(plan, index + 1),
      builder: plan.builder,
      environment: this.#environment,
    };
    const next = (built: Built): void =>
      isFailed(built) ? done(built) : this.#step(plan, index + 1, built, isForced, done);
    const key = `${isForced}/${layerKey(layer)}`;
    const known = this.#asked.get(key);
    if (known?.built) return next(known.built);
    if (known) {
      known.waiting.push(next);
      return;
    }
    const asked: AskedLayer = { waiting: [next] };
    this.#asked.set(key, asked);
    this.#layers.provide(layer, (built) => {
      asked.built = built;
      for (const waiter of asked.waiting) waiter(built);
    });
  }
}

function withMounted({ files }: ImageRecord, { mounted }: ImagePlan): ContainerImage["files"] {
  return mounted.length === 0 ? files : [...files, ...mounted];
}
