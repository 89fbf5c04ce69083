import { expect, test } from "vitest";
import type { ImageFile } from "../../src/contract/image-definition.js";
import type { ContainerSpec } from "../../src/emulator/kernel/protocol.js";
import type { Lane } from "../../src/emulator/lanes/threads/lane.js";
import { WorldImages, type NumberedImage } from "../../src/emulator/lanes/threads/world-images.js";

const list = (name: string): ImageFile[] => [{ remote: `/opt/${name}`, local: `/home/${name}` }];
const lane = (): Lane => ({ images: new Set() }) as unknown as Lane;
const specOf = (files?: readonly ImageFile[]): ContainerSpec =>
  ({ tag: "f", ...(files && { disk: { files } }) }) as ContainerSpec;

test("each lane is told of the files of each image once, and of a container by their number", () => {
  const images = new WorldImages();
  const [one, other] = [list("a"), list("b")];
  const [first, second] = [lane(), lane()];
  const brought = (to: Lane, spec: ContainerSpec): [unknown, NumberedImage[]] => {
    const told: NumberedImage[] = [];
    return [images.bring(to, spec, told).disk?.files, told];
  };
  expect(brought(first, specOf(one))).toEqual([1, [[1, one]]]);
  expect(brought(first, specOf(one))).toEqual([1, []]);
  expect(brought(first, specOf(other))).toEqual([2, [[2, other]]]);
  expect(brought(second, specOf(one))).toEqual([1, [[1, one]]]);
  expect(brought(second, specOf(one))).toEqual([1, []]);
  expect(brought(second, specOf(list("a")))).toEqual([3, [[3, one]]]); // listed anew
  expect(brought(lane(), specOf(one))).toEqual([1, [[1, one]]]); // in place of one that has died
});

test("a container without files of its image is told of as it is", () => {
  const images = new WorldImages();
  const told: NumberedImage[] = [];
  for (const spec of [specOf(), specOf([])]) expect(images.bring(lane(), spec, told)).toBe(spec);
  expect(told).toEqual([]);
});
