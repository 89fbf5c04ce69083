import { describe } from "../../checks/options.js";
import { VersionError } from "../../contract/errors.js";
import {
  DEFAULT_IMAGE_BUILDER,
  IMAGE_BUILDERS,
  type ImageBuilder,
  isImageBuilder,
} from "../../contract/image-builder.js";
import { currentSession } from "../session/session.js";

/** What variables of this process say about the building of images. */
export interface BuildSettings {
  /** Another one builds other images. */
  readonly builder: ImageBuilder;
  /** Every layer is built, whether it is known or not. */
  readonly forceBuild: boolean;
  /** False: layers are built, and others do not find them. */
  readonly keepsLayers: boolean;
}

/**
 * `MODAL_FORCE_BUILD` and `MODAL_IGNORE_CACHE`, and what images are built with. Modal: docs/modal/images.md#building.
 * @throws VersionError for a builder that does not exist
 */
export function buildSettings(): BuildSettings {
  const ignoresCache = isSet("MODAL_IGNORE_CACHE");
  return {
    builder: imageBuilder(),
    forceBuild: ignoresCache || isSet("MODAL_FORCE_BUILD"),
    keepsLayers: !ignoresCache,
  };
}

/**
 * What images are built with: `MODAL_IMAGE_BUILDER_VERSION`, or what the workspace of the world in sight has.
 * @throws VersionError for one that does not exist
 */
export function imageBuilder(): ImageBuilder {
  const version = process.env["MODAL_IMAGE_BUILDER_VERSION"] || currentSession()?.imageBuilder || DEFAULT_IMAGE_BUILDER;
  if (isImageBuilder(version)) return version;
  throw new VersionError(
    `MODAL_IMAGE_BUILDER_VERSION is ${describe(version)}, and there is no such builder. There are ${IMAGE_BUILDERS.join(", ")}.`,
  );
}

function isSet(name: string): boolean {
  return !["", "0", "false"].includes((process.env[name] ?? "").toLowerCase());
}
