import { refuseOptions } from "../../checks/refuse-options.js";
import { dashboardUrl } from "../../checks/dashboard-url.js";
import { ExecutionError, InvalidError } from "../../contract/errors.js";
import type { ImageLayer, ImageReference } from "../../contract/image-definition.js";
import { describe } from "../../checks/options.js";
import { currentSession, sessionInSight } from "../session/session.js";
import { imageBuilder } from "./build-settings.js";
import { checkImageLoad } from "./check-image-load.js";
import { dockerfileText } from "./dockerfile-text.js";
import { namedLayer } from "./image-base.js";
import { ImageLogs } from "./image-logs.js";
import { imagePlan } from "./image-plan.js";
import { isImportError } from "./is-import-error.js";
import { RecordedImage } from "./recorded-image.js";

/** What becomes of an image in the world in sight: it is built, named and looked up. */
export abstract class BuildableImage extends RecordedImage {
  /**
   * Imports what only containers of this image have to have. Where that fails, it gives `undefined`; a container of
   * this image does not start then, but fails with the error. Other errors than those of imports are a warning as well.
   * Modal: docs/modal/images.md#imports.
   * @example const path = await image.imports(() => import("node:path"));
   */
  async imports<T>(body: () => T): Promise<Awaited<T>> {
    if (typeof body !== "function")
      throw new InvalidError(
        `Image.imports takes a function, as in \`await image.imports(() => import("sharp"))\`, got ${describe(body)}.`,
      );
    try {
      return await body();
    } catch (error) {
      const session = currentSession();
      if (session?.isContainer && session.importing?.active)
        session.importing.failed.push({ image: this.definition, error });
      if (!isImportError(error))
        process.emitWarning(`Image.imports: ${String(error)}`, { detail: "It is no error of an import." });
      return undefined as Awaited<T>;
    }
  }

  /** Id in the world in sight, `im-…`; `undefined` while the image is not built there. */
  get objectId(): string | undefined {
    return currentSession()?.bindings.imageId(this.definition);
  }

  /** As in Modal's JavaScript SDK: its id, empty while the image is not built in the world in sight. */
  get imageId(): string {
    return this.objectId ?? (this.#reference?.kind === "id" ? this.#reference.id : "");
  }

  /** Whether it is built in the world in sight, or was looked up there. */
  get isHydrated(): boolean {
    return this.objectId !== undefined;
  }

  /** Where Modal's dashboard would show it; there is none here. @throws ExecutionError if it is not hydrated */
  getDashboardUrl(): string {
    return dashboardUrl("Image", this.objectId);
  }

  /** From the base upwards. */
  get layers(): readonly ImageLayer[] {
    return this.definition.layers;
  }

  /**
   * The layers as a Dockerfile, in the manner of Modal's builder; what a Dockerfile cannot say is a comment.
   * That is the builder of `MODAL_IMAGE_BUILDER_VERSION`, or of the workspace of the world in sight.
   * @throws InvalidError if `fromDockerfile` was given a file that is not there, VersionError for an unknown builder
   */
  toDockerfile(): string {
    const builder = imageBuilder();
    return `${this.layers.map((layer) => dockerfileText(layer, builder)).join("\n")}\n`;
  }

  /** What its build has written. */
  get logs(): ImageLogs {
    return new ImageLogs((method) => this.#built(`logs.${method}`));
  }

  /**
   * Builds the image now. Rejects with `InvalidError` for an app that does not run and a local file that is not there,
   * `ImageBuildError` if a layer cannot be built, `VersionError` for an unknown `MODAL_IMAGE_BUILDER_VERSION`.
   */
  async build(app: { readonly appId: string | undefined }): Promise<this> {
    const { backend, bindings, hasOwnDisks } = sessionInSight("Image.build");
    const appId = (Object(app) as { appId?: unknown }).appId;
    if (typeof appId !== "string" || appId === "")
      throw new InvalidError(
        `Image.build needs an app that runs or was looked up in the world in sight, got ${describe(app)}. Call it inside \`app.run(() => …)\`, or give \`await App.lookup(name, { createIfMissing: true })\`.`,
      );
    checkImageLoad(this.definition);
    const image = imagePlan(this.definition, hasOwnDisks ?? false);
    const { imageId } = await backend.send("image.build", { appId, image });
    bindings.bindImage(this.definition, imageId);
    return this;
  }

  /**
   * Gives a built image a name for `Image.fromName`: `"name"` or `"name:tag"`, by default `latest`. Another image that
   * has it loses it. Rejects with `InvalidError` for a bad name, and for an image that is not built.
   */
  async publish(name: string, options: { environment?: string } = {}): Promise<void> {
    const published = namedLayer(name, options, "Image.publish");
    const session = sessionInSight("Image.publish");
    const imageId = this.#reference?.kind === "id" ? this.#reference.id : this.objectId;
    if (imageId === undefined)
      throw new InvalidError(
        "Image.publish needs an image that is built in this world. Call `await image.build(app)` first, or run an app that uses it.",
      );
    await session.backend.send("image.publish", { ...published, imageId });
  }

  /**
   * Looks an image with an id or a name up now. Rejects with `NotFoundError`, or `ExecutionError` for one that is not
   * built.
   */
  async hydrate(): Promise<this> {
    const { backend, bindings } = sessionInSight("Image.hydrate");
    const { imageId } = await backend.send("image.lookup", { image: this.#built("hydrate") });
    bindings.bindImage(this.definition, imageId);
    return this;
  }

  /** What it is without any layer of its own. */
  get #reference(): ImageReference | undefined {
    const [first, second] = this.layers;
    return second === undefined && (first?.kind === "id" || first?.kind === "named") ? first : undefined;
  }

  #built(method: string): ImageReference {
    const id = this.objectId;
    if (id !== undefined) return { kind: "id", id };
    if (this.#reference) return this.#reference;
    throw new ExecutionError(
      `Image.${method}: the image is not built in the world in sight. Call \`await image.build(app)\` first, or run an app that uses it.`,
    );
  }
}

refuseOptions(BuildableImage.prototype, { hydrate: 0, build: 1 });
