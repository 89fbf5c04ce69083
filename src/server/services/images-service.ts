import { namedLayer } from "../../api/images/image-base.js";
import { Image } from "../../api/images/image.js";
import { Secret } from "../../api/storage/secret.js";
import { ImageBuildError, InvalidError } from "../../contract/errors.js";
import {
  GenericResult_GenericStatus as Status,
  RegistryAuthType,
  type Image as ImageMessage,
  type ImageRegistryConfig,
} from "../protocol/modal.js";
import { gpuOf, secretsOf } from "./sent-mounts.js";
import { orUndefined, type Service } from "./service.js";

const BUILT = { status: Status.GENERIC_STATUS_SUCCESS } as const;

/** Images: clients build them layer by layer, give them names and delete them. */
export const images: Service = ({ backend }) => ({
  imageGetOrCreate: async ({ appId, image, forceBuild }) => {
    if (!image) throw new InvalidError("There is no image in the request.");
    const layer = imageOf(image, forceBuild);
    try {
      await layer.build({ appId });
    } catch (error) {
      if (!(error instanceof ImageBuildError)) throw error;
      const result = { status: Status.GENERIC_STATUS_FAILURE, exception: error.message };
      return { imageId: error.imageId ?? "", result };
    }
    return { imageId: layer.objectId ?? "", result: BUILT };
  },
  // images are built by the time that a client hears of them
  imageJoinStreaming: async function* ({ imageId }) {
    await backend.send("image.lookup", { image: { kind: "id", id: imageId } });
    yield { result: BUILT, eof: true };
  },
  imageFromId: async ({ imageId }) => backend.send("image.lookup", { image: { kind: "id", id: imageId } }),
  imageGetByTag: async ({ tag: name, environmentName }) => {
    const environment = orUndefined(environmentName);
    const image = namedLayer(name, environment === undefined ? {} : { environment });
    return backend.send("image.lookup", { image });
  },
  imagePublish: async ({ imageId, tag, environmentName }) => {
    const environment = orUndefined(environmentName);
    await Image.fromId(imageId).publish(tag, environment === undefined ? {} : { environment });
    return {};
  },
  imageDelete: async ({ imageId }) => {
    await backend.send("image.delete", { imageId });
    return {};
  },
});

const FROM = /^\s*FROM\s+/i;

/** One layer of an image: on a base of a registry, or on the layer below, which a client calls `base`. */
function imageOf(message: ImageMessage, forceBuild: boolean): Image {
  const [from = "", ...commands] = message.dockerfileCommands;
  if (!FROM.test(from)) throw new InvalidError(`An image begins with a FROM line, not "${from}".`);
  const name = from.replace(FROM, "").trim();
  const below = message.baseImages.find(({ dockerTag }) => dockerTag === name);
  const base = below ? Image.fromId(below.imageId) : registryImage(name, message.imageRegistryConfig, forceBuild);
  return commands.length > 0 ? base.dockerfileCommands(...commands, stepOf(message, forceBuild)) : base;
}

function stepOf({ secretIds, gpuConfig }: ImageMessage, forceBuild: boolean): object {
  return {
    forceBuild,
    ...(secretIds.length > 0 && { secrets: secretsOf(secretIds) }),
    ...(gpuConfig?.gpuType && { gpu: gpuOf(gpuConfig) }),
  };
}

function registryImage(tag: string, config: ImageRegistryConfig | null, forceBuild: boolean): Image {
  const options = { forceBuild, ...(config?.secretId && { secret: Secret.fromId(config.secretId) }) };
  switch (config?.registryAuthType) {
    case RegistryAuthType.REGISTRY_AUTH_TYPE_AWS:
      return Image.fromAwsEcr(tag, options);
    case RegistryAuthType.REGISTRY_AUTH_TYPE_GCP:
      return Image.fromGcpArtifactRegistry(tag, options);
    default:
      return Image.fromRegistry(tag, options);
  }
}
