import { compact } from "../../contract/compact.js";
import type {
  FileLayer,
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
import { checkLocal, localFiles } from "./local-files.js";
import { predicatesOf } from "./recorded-image.js";
import { buildFunction } from "./run-function.js";

/**
 * What the backend is told of an image, as it is loaded: local files are read now.
 * @param hasOwnDisks whether containers see files of their images
 * @throws InvalidError for a local file that is not there, VersionError for a builder version that does not exist
 */
export function imagePlan(image: ImageDefinition, hasOwnDisks: boolean): ImagePlan {
  const { version, forceBuild, keepsLayers } = buildSettings();
  const [bottom] = image.layers;
  const base = bottom && isReference(bottom) ? bottom : undefined;
  const steps: ImageStep[] = [];
  const mounted: LocalFile[] = [];
  for (const layer of image.layers) {
    if (layer === base) continue;
    const files = isFiles(layer) && (layer.copy || hasOwnDisks) ? localFiles(layer, predicatesOf(image)) : [];
    if (isFiles(layer) && !layer.copy) {
      checkLocal(layer);
      for (const file of files) mounted.push(file);
      continue;
    }
    steps.push(
      compact({
        kind: layer.kind,
        text: dockerfileText(layer),
        digest: layerDigest(layer, files, version),
        forceBuild: forceBuild || ("forceBuild" in layer && layer.forceBuild),
        env: layer.kind === "env" ? layer.values : undefined,
        workdir: layer.kind === "workdir" ? layer.path : undefined,
        run: layer.kind === "runFunction" ? buildFunction(layer, image) : undefined,
        files: hasOwnDisks && files.length > 0 ? files : undefined,
      }),
    );
  }
  return compact({ base, steps, keepsLayers, mounted });
}

function isReference(layer: ImageLayer): layer is ImageReference {
  return layer.kind === "id" || layer.kind === "named";
}

function isFiles(layer: ImageLayer): layer is FileLayer {
  return layer.kind === "addLocalFile" || layer.kind === "addLocalDir" || layer.kind === "addLocalPythonSource";
}
