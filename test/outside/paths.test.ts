import fs from "node:fs";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { app, byLink, byProcess, byRoot, list } from "./apps/paths.js";
import { withMachineFolder } from "./machine-folder.js";

describe.each([0, 1])("on a disk of its own, a container (threads: %i)", (threads) => {
  test.for([
    ["finds itself below each name of the root", byRoot, Array.from({ length: 6 }, () => "mounted")],
    [
      "finds its own files by what a process has open, and by where it works",
      byProcess,
      [["mine", "mine", "mine"], true, "mine+++", true, true],
    ],
    [
      "goes through its own links",
      byLink,
      [["a.txt", "b.txt"], ["a.txt", "b.txt"], "/outside-data/a.txt", "through", "through"],
    ],
    [
      "lists a mount with what is around it, and packages make folders in both",
      list,
      [
        ...[true, true, "in a mount", "on the disk"],
        ["b.json", "copied", "copied/er", "copied/er/a.txt", "deep", "deep/er", "deep/er/a.txt"],
        true,
      ],
    ],
  ] as const)("%s", async ([, act, expected]) => {
    await withMachineFolder(async (folder) => {
      await using world = await Emulator.start({ threads, disk: "private" });
      expect(await world.run(app, () => act.remote(folder))).toEqual(expected);
      expect(fs.existsSync("/outside-data")).toBe(false);
    });
  });
});
