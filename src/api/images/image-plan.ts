import { compact } from "../../contract/compact.js";
import type {
  ImageDefinition,
  ImageLayer,
  ImagePlan,
  ImageReference,
  ImageStep,
  LocalFile,
} from "../../contract/image-definition.js";
import { buildSettings } from "./build-settings.js";
import { dockerfileText } from "./dockerfile-text.js";
import { layerDigest } from "./layer-digest.js";
import { isFiles, layerEffect } from "./layer-effect.js";
import { checkLocal, localFiles } from "./local-files.js";
import { predicatesOf } from "./recorded-image.js";
import { buildFunction } from "./run-function.js";

/**
 * What the backend is told of an image, as it is loaded: local files are read now.
 * @param hasOwnDisks whether containers see files of their images
 * @throws InvalidError for a local file that is not there, VersionError for a builder version that does not exist
 */
export function imagePlan(image: ImageDefinition, hasOwnDisks: boolean): ImagePlan {
  const { builder, forceBuild, keepsLayers } = buildSettings();
  const [bottom] = image.layers;
  const base = bottom && isReference(bottom) ? bottom : undefined;
  const steps: ImageStep[] = [];
  const mounted: LocalFile[] = [];
  const predicates = predicatesOf(image);
  let env: Readonly<Record<string, string>> = {};
  for (const layer of image.layers) {
    if (layer === base) continue;
    if (isFiles(layer) && !layer.copy) {
      checkLocal(layer);
      if (hasOwnDisks) for (const file of localFiles(layer, predicates)) mounted.push(file);
      continue;
    }
    const effect = layerEffect(layer, predicates, env);
    env = { ...env, ...effect.env };
    steps.push(
      compact({
        kind: layer.kind,
        text: dockerfileText(layer, builder),
        digest: layerDigest(layer, effect.copied),
        forceBuild: forceBuild || ("forceBuild" in layer && layer.forceBuild),
        env: effect.env,
        workdir: effect.workdir,
        run: layer.kind === "runFunction" ? buildFunction(layer, image) : undefined,
        files: hasOwnDisks && effect.files.length > 0 ? effect.files : undefined,
      }),
    );
  }
  return compact({ base, builder, steps, keepsLayers, mounted });
}

function isReference(layer: ImageLayer): layer is ImageReference {
  return layer.kind === "id" || layer.kind === "named";
}
