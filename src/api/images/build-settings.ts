import { VersionError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";

const VERSIONS: readonly string[] = ["2023.12", "2024.04", "2024.10", "2025.06", "PREVIEW"];
const DEFAULT_VERSION = "2025.06";

/** What variables of this process say about the building of images. */
export interface BuildSettings {
  /** Of the builder: another one builds other images. */
  readonly version: string;
  /** Every layer is built, whether it is known or not. */
  readonly forceBuild: boolean;
  /** False: layers are built, and others do not find them. */
  readonly keepsLayers: boolean;
}

/**
 * `MODAL_IMAGE_BUILDER_VERSION`, `MODAL_FORCE_BUILD` and `MODAL_IGNORE_CACHE`. Modal: docs/modal/images.md#building.
 * @throws VersionError for a builder that does not exist
 */
export function buildSettings(): BuildSettings {
  const version = process.env["MODAL_IMAGE_BUILDER_VERSION"] || DEFAULT_VERSION;
  if (!VERSIONS.includes(version))
    throw new VersionError(
      `MODAL_IMAGE_BUILDER_VERSION is ${describe(version)}, and there is no such builder. There are ${VERSIONS.join(", ")}.`,
    );
  const ignoresCache = isSet("MODAL_IGNORE_CACHE");
  return { version, forceBuild: ignoresCache || isSet("MODAL_FORCE_BUILD"), keepsLayers: !ignoresCache };
}

function isSet(name: string): boolean {
  return !["", "0", "false"].includes((process.env[name] ?? "").toLowerCase());
}
