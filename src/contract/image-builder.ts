/** Versions of what builds images. Modal: docs/modal/images.md#building. */
export const IMAGE_BUILDERS = ["2023.12", "2024.04", "2024.10", "2025.06", "PREVIEW"] as const;
export type ImageBuilder = (typeof IMAGE_BUILDERS)[number];

/** What a workspace has, unless it is changed. */
export const DEFAULT_IMAGE_BUILDER: ImageBuilder = "2025.06";

export function isImageBuilder(version: unknown): version is ImageBuilder {
  return (IMAGE_BUILDERS as readonly unknown[]).includes(version);
}
