import type { ImageCommands } from "../../contract/build-commands.js";
import type { ImagePlan, ImageReference } from "../../contract/image-definition.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { AppRecord } from "../records/app-record.js";
import { type ImageRecord, layersOf } from "../records/image-record.js";
import type { Environments } from "../storage/environments.js";
import { type BuildOutcome, ImageBuild } from "./image-build.js";
import { ImageStore } from "./image-store.js";
import { isFailed } from "./built-layer.js";
import { LayerBuilds, type LayerBuildsPort } from "./layer-builds.js";

export interface ImagesPort extends LayerBuildsPort {
  readonly environments: Environments;
  app(id: string): AppRecord | undefined;
}

/** The images of a world: builds, names, finds and deletes them. Modal: docs/modal/images.md#building. */
export class Images {
  readonly #kernel: Kernel;
  readonly #port: ImagesPort;
  readonly store: ImageStore = new ImageStore();
  readonly #layers: LayerBuilds;

  constructor(kernel: Kernel, port: ImagesPort) {
    this.#kernel = kernel;
    this.#port = port;
    this.#layers = new LayerBuilds(kernel, this.store, port);
    kernel.handle("image.build", (command, pending) => this.#build(command, pending));
    kernel.handle("image.lookup", ({ image }, pending) => {
      const found = this.#find(image, pending);
      if (found) pending.reply({ imageId: found.id });
    });
    kernel.handle("image.publish", (command, pending) => this.#publish(command, pending));
    kernel.handle("image.delete", ({ imageId }, pending) => {
      const found = this.#find({ kind: "id", id: imageId }, pending);
      if (!found) return;
      this.store.delete(found);
      kernel.events.add("image.deleted", { image: imageId });
      pending.reply(null);
    });
    kernel.handle("image.logs", (command, pending) => this.#logs(command, pending));
  }

  /** Builds images, at once if no time passes. @param environment where names are looked up */
  build(plans: readonly ImagePlan[], environment: string, done: (outcome: BuildOutcome) => void): void {
    new ImageBuild(this.store, this.#layers, environment).buildAll(plans, done);
  }

  #build({ appId, image }: ImageCommands["image.build"]["command"], pending: Pending<"image.build">): void {
    const app = this.#port.app(appId);
    if (!app || app.state === "stopped")
      return pending.fail("InvalidError", "Image.build needs an app that runs or is deployed in this world.");
    pending.waitsFor = () => "the build of an image";
    this.build([image], app.environment, (outcome) => {
      if (outcome.error) pending.failWith(outcome.error);
      else for (const { record } of outcome.images) pending.reply({ imageId: record.id });
    });
  }

  #publish(
    { imageId, name, tag, environment }: ImageCommands["image.publish"]["command"],
    pending: Pending<"image.publish">,
  ): void {
    const image = this.#find({ kind: "id", id: imageId }, pending);
    if (!image) return;
    const where = environment ?? this.#port.environments.of(pending);
    this.#port.environments.ensure(where);
    this.store.publish(where, `${name}:${tag}`, image);
    this.#kernel.events.add("image.published", { image: imageId, name: `${name}:${tag}`, environment: where });
    pending.reply(null);
  }

  #logs({ image, layers, last }: ImageCommands["image.logs"]["command"], pending: Pending<"image.logs">): void {
    // one that failed is no image, and has written all the same
    const failed = image.kind === "id" && !this.store.get(image.id) ? this.#layers.linesOf(image.id) : undefined;
    const found = failed ? undefined : this.#find(image, pending);
    if (!failed && !found) return;
    const shown = found ? [...layersOf(found)].slice(0, layers).toReversed() : [];
    const lines = failed ?? shown.flatMap(({ id }) => this.#layers.linesOf(id) ?? []);
    pending.reply(last === undefined ? lines : lines.slice(-last));
  }

  #find(reference: ImageReference, pending: Pending): ImageRecord | undefined {
    const found = this.store.find(reference, this.#port.environments.of(pending));
    if (!isFailed(found)) return found;
    pending.failWith(found);
    return undefined;
  }
}
