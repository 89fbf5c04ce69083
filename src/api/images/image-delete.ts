import { Image } from "./image.js";

/** Deletes a built image, as `Image.delete` does. Rejects with `NotFoundError` if there is none. */
export async function imageDelete(imageId: string): Promise<void> {
  await Image.delete(imageId);
}
