import { type ContainerImage, layersOf } from "./image-record.js";

/** Why a function cannot run here yet, `undefined` if it can: its image has a layer that is not built. */
export function unsupported(tag: string, { record }: ContainerImage): string | undefined {
  if (Iterator.from(layersOf(record)).some(({ kind }) => kind === "runFunction"))
    return `Function \`${tag}\` has an image with \`runFunction\`, which is not emulated yet.`;
  return undefined;
}
