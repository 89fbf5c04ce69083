import { InvalidError } from "../../contract/errors.js";
import type { ImageDefinition, ImageLayer } from "../../contract/image-definition.js";
import type { ImageBuilder } from "../../contract/image-builder.js";
import { imageBuilder } from "./build-settings.js";
import { describe } from "../../checks/options.js";

const PYTHON_VERSION = /^3\.(\d{1,2})(\.\d{1,2})?(rc\d{1,2})?(t)?$/;
const OLDEST_SERIES = 9;
const NEWEST_SERIES: Readonly<Record<ImageBuilder, number>> = {
  "2023.12": 12,
  "2024.04": 12,
  "2024.10": 13,
  "2025.06": 14,
  PREVIEW: 14,
};

/**
 * Checks what Modal checks only when an image is loaded, that is, when a function that uses it is created.
 * Modal: docs/modal/images.md#layers, docs/modal/images.md#base-images.
 * @throws InvalidError for a Python version that is not built, and for a build step after local files that are not
 * copied
 */
export function checkImageLoad(image: ImageDefinition): void {
  let mounted: string | undefined;
  for (const layer of image.layers) {
    checkPythonVersion(layer);
    const mounts = mountedPath(layer);
    if (mounts === undefined && mounted !== undefined) {
      throw new InvalidError(
        `An image runs a build step after adding the local files ${mounted}: ${layer.kind}. Add local files last, or with copy: true.`,
      );
    }
    mounted = mounts ?? mounted;
  }
}

/** What a layer adds at container start; undefined for layers that are built. */
function mountedPath(layer: ImageLayer): string | undefined {
  if (layer.kind === "addLocalPythonSource") return layer.copy ? undefined : layer.modules.join(", ");
  if (layer.kind !== "addLocalFile" && layer.kind !== "addLocalDir") return undefined;
  return layer.copy ? undefined : layer.remote;
}

function checkPythonVersion(layer: ImageLayer): void {
  if ("pythonVersion" in layer) checkVersion(layer.pythonVersion);
  if ("addPython" in layer) checkVersion(layer.addPython);
}

function checkVersion(version: unknown): void {
  if (version === undefined) return;
  const [, series, , , freeThreaded] = PYTHON_VERSION.exec(typeof version === "string" ? version : "") ?? [];
  if (series === undefined)
    throw new InvalidError(`Invalid Python version ${describe(version)}. It looks like "3.12" or "3.12.4".`);
  if (freeThreaded !== undefined)
    throw new InvalidError(
      `Python version ${describe(version)} is free-threaded, which images do not support. Leave the "t" out.`,
    );
  const builder = imageBuilder();
  const newest = NEWEST_SERIES[builder];
  if (Number(series) >= OLDEST_SERIES && Number(series) <= newest) return;
  throw new InvalidError(
    `Python version ${describe(version)} is not supported by the image builder ${builder}. Choose one from 3.${OLDEST_SERIES} to 3.${newest}.`,
  );
}
