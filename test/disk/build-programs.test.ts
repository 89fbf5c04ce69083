import fs from "node:fs";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, look } from "./build-programs-app.ts";

test.for([
  { threads: 0 },
  { threads: 1 },
  { threads: 1, isolation: "thread" },
  { threads: 0, isolation: "inline" },
] as const)("programs, modules and databases of a build are in the image: %o", async (options) => {
  await using world = await Emulator.start({ ...options, disk: "private" });
  if (options.isolation === "inline") {
    // what runs inline sees this machine, and so not the image
    await world.run(app, () => undefined);
    expect(fs.existsSync("/opt/of-programs")).toBe(false);
    return;
  }
  const own = ["data", "data.db", "data/a.txt", "data/noise.log", "link", "made", "made/a.txt", "module.mjs"];
  const lines = ["data", "data.db", "link", "made", "module.mjs"];
  expect(await world.run(app, () => look.remote())).toEqual([
    own,
    [".", ...own.map((name) => `./${name}`), "made", ...lines, ""],
    42,
    [{ x: 7 }],
  ]);
  expect(fs.existsSync("/opt/of-programs")).toBe(false);
});
