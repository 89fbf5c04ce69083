import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Emulator } from "modal-emulator/emulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { app, playAll } from "./apps/scenario-app.js";
import { play, SCENARIOS } from "./apps/scenarios.js";

const directory = fs.mkdtempSync(join(tmpdir(), "modal-emulator-"));
const onDisk: Record<string, unknown> = {};

beforeAll(async () => {
  for (const name of Object.keys(SCENARIOS))
    onDisk[name] = await play(
      name,
      fs,
      fs.mkdtempSync(join(directory, "disk-")),
      fs.mkdtempSync(join(directory, "outside-")),
    );
});
afterAll(() => fs.rmSync(directory, { recursive: true }));

describe.each([
  [0, "user"],
  [0, "package"],
  [1, "user"],
  [1, "package"],
] as const)("what Node documents of fs is the same on a mount (threads: %i, fs of a %s)", async (threads, who) => {
  await using world = await Emulator.start({ threads });
  const onMount = await world.run(app, () => playAll.remote(who, directory));
  test.each(Object.keys(SCENARIOS))("%s", (name) => {
    expect(onDisk[name]).not.toHaveProperty("code");
    expect(onMount[name]).toEqual(onDisk[name]);
  });
});
