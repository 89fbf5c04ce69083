import type { ImagePlan } from "./image-definition.js";

/** The same for plans that come to the same image. @param steps how many of them count */
export function imageKey({ base, steps }: ImagePlan, count: number = steps.length): string {
  return JSON.stringify([base ?? null, ...steps.slice(0, count).map(({ digest }) => digest)]);
}
