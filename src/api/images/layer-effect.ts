import { readFileSync, statSync } from "node:fs";
import { InvalidError } from "../../contract/errors.js";
import type { FileLayer, ImageLayer, LocalFile } from "../../contract/image-definition.js";
import { type ContextLayer, DockerContext } from "./context-files.js";
import { readDockerfile } from "./dockerfile.js";
import type { FilePredicate } from "./file-filter.js";
import { imageFile, localFiles } from "./local-files.js";

/** What a layer changes for containers, as far as it acts here. */
export interface LayerEffect {
  /** All that it copies of this machine, also where no container sees it. */
  readonly copied: readonly LocalFile[];
  /** What containers see of that. */
  readonly files: readonly LocalFile[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Relative to that of the image below. */
  readonly workdir?: string | undefined;
}

/**
 * @param predicates of the image
 * @param env what layers below have set
 * @throws InvalidError for what is not there on this machine, and for a `COPY` that cannot be followed
 */
export function layerEffect(
  layer: ImageLayer,
  predicates: readonly FilePredicate[],
  env: Readonly<Record<string, string>>,
): LayerEffect {
  if (isFiles(layer)) {
    const copied = localFiles(layer, predicates);
    return { copied, files: copied };
  }
  if (layer.kind === "env") return { copied: [], files: [], env: layer.values };
  if (layer.kind === "workdir") return { copied: [], files: [], workdir: layer.path };
  if (layer.kind !== "dockerfile" && layer.kind !== "dockerfileCommands") return { copied: [], files: [] };
  const context = new DockerContext(layer, predicates);
  const said = readDockerfile(context.what, linesOf(layer), { env, args: layer.buildArgs });
  const copies = said.copies.map((copy) => ({ copy, files: context.files(copy) }));
  return {
    copied: copies.flatMap(({ files }) => files),
    files: copies.flatMap(({ copy, files }) => (copy.isLast ? files : [])),
    env: Object.keys(said.env).length > 0 ? said.env : undefined,
    workdir: said.workdir,
  };
}

export function isFiles(layer: ImageLayer): layer is FileLayer {
  return layer.kind === "addLocalFile" || layer.kind === "addLocalDir" || layer.kind === "addLocalPythonSource";
}

function linesOf(layer: ContextLayer): string {
  if (layer.kind === "dockerfileCommands") return layer.commands.join("\n");
  const path = imageFile("Image.fromDockerfile", layer.path);
  if (statSync(path).size === 0) throw new InvalidError(`Image.fromDockerfile: ${path} is empty.`);
  return readFileSync(path, "utf8");
}
