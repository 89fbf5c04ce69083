import { expect } from "vitest";
import { InvalidError, NotFoundError } from "modal-emulator";
import type { ImagePlan } from "../../../src/contract/image-definition.js";
import { running } from "../apps/contract.js";
import type { Asked, Group } from "../case.js";

const plan: ImagePlan = {
  steps: [
    { kind: "registry", text: "FROM alpine", digest: "a", forceBuild: false },
    { kind: "env", text: "ENV A=1", digest: "b", forceBuild: false, env: { A: "1" } },
  ],
  builder: "2025.06",
  keepsLayers: true,
  mounted: [],
};

async function built(asked: Asked): Promise<{ appId: string; imageId: string }> {
  const { appId } = await running(asked);
  return { appId, ...(await asked.send("image.build", { appId, image: plan })) };
}

const unknown = { kind: "id", id: "im-none" } as const;

export const images = {
  "image.build": [
    [
      "gives one id to equal images, and finds what the first step stands on",
      async (asked) => {
        const { appId, imageId } = await built(asked);
        expect(imageId).toMatch(/^im-[0-9A-Za-z]{22}$/);
        expect(await asked.send("image.build", { appId, image: plan })).toEqual({ imageId });
        const below = { ...plan, base: { kind: "id", id: imageId } } as const;
        expect((await asked.send("image.build", { appId, image: below })).imageId).not.toBe(imageId);
        await asked.refused("image.build", { appId, image: { ...plan, base: unknown } }, NotFoundError, "im-none");
      },
    ],
    [
      "needs an app",
      ({ refused }) => refused("image.build", { appId: "ap-none", image: plan }, InvalidError, "an app that runs"),
    ],
  ],
  "image.lookup": [
    [
      "finds by id and by name, and names what is missing",
      async (asked) => {
        const { imageId } = await built(asked);
        await asked.send("image.publish", { imageId, name: "base", tag: "v1" });
        expect(await asked.send("image.lookup", { image: { kind: "id", id: imageId } })).toEqual({ imageId });
        const named = { kind: "named", name: "base", tag: "v1" } as const;
        expect(await asked.send("image.lookup", { image: named })).toEqual({ imageId });
        await asked.refused("image.lookup", { image: unknown }, NotFoundError, "im-none");
        await asked.refused("image.lookup", { image: { ...named, tag: "v2" } }, NotFoundError, '"base:v2"', '"main"');
      },
    ],
  ],
  "image.publish": [
    [
      "gives a name in an environment, and takes it from another image",
      async (asked) => {
        const { appId, imageId } = await built(asked);
        const other = await asked.send("image.build", { appId, image: { ...plan, steps: plan.steps.slice(0, 1) } });
        const image = { kind: "named", name: "base", tag: "latest", environment: "staging" } as const;
        for (const each of [imageId, other.imageId])
          await asked.send("image.publish", { imageId: each, name: "base", tag: "latest", environment: "staging" });
        expect(await asked.send("image.lookup", { image })).toEqual(other);
        await asked.refused("image.publish", { imageId: "im-none", name: "a", tag: "b" }, NotFoundError, "im-none");
      },
    ],
  ],
  "image.delete": [
    [
      "takes the names of an image along",
      async (asked) => {
        const { imageId } = await built(asked);
        await asked.send("image.publish", { imageId, name: "base", tag: "v1" });
        await asked.send("image.delete", { imageId });
        const image = { kind: "named", name: "base", tag: "v1" } as const;
        await asked.refused("image.lookup", { image }, NotFoundError, '"base:v1"');
        await asked.refused("image.delete", { imageId }, NotFoundError, imageId);
      },
    ],
  ],
  "image.logs": [
    [
      "gives the lines of so many layers from the top, or so many lines from the end",
      async (asked) => {
        const { imageId } = await built(asked);
        const image = { kind: "id", id: imageId } as const;
        const texts = async (wanted: object) =>
          (await asked.send("image.logs", { image, ...wanted })).map(({ text }) => text);
        expect(await texts({ layers: 1 })).toEqual(["=> Step 0: ENV A=1", `Built image ${imageId} in 0.00s`]);
        expect(await texts({})).toHaveLength(4);
        expect(await texts({ last: 1 })).toEqual([`Built image ${imageId} in 0.00s`]);
        await asked.refused("image.logs", { image: unknown }, NotFoundError, "im-none");
      },
    ],
  ],
} satisfies Group;
