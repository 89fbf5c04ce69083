// Modal: docs/modal/images.md#layers
import fs from "node:fs";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { CASES } from "../programs/ways.ts";
import {
  app,
  bare,
  elsewhere,
  never,
  noFolder,
  plain,
  there,
  throughLink,
  where,
  work,
  Worker,
} from "./workdir-app.ts";

test.for([0, 1, 2])("containers begin in the directory of their image, with %i threads", async (threads) => {
  const here = process.cwd();
  await using world = await Emulator.start({ threads, disk: "private" });
  const deep = "/srv/of-workdir/deep";
  const results = await world.run(app, async () => {
    const both = await Promise.all([
      work.remote(),
      work.remote(),
      plain.remote(),
      there.remote(),
      throughLink.remote(),
    ]);
    expect(process.cwd()).toBe(here);
    return both;
  });
  const [first, second, ofPlain, ofThere, ofLink] = results;
  expect(first).toEqual([
    deep,
    `${deep}/x`,
    "other",
    ["a.txt", "b.txt"],
    `${deep}\na.txt\nb.txt\n`,
    "/srv/of-workdir",
    ["deep"],
  ]);
  expect(second).toEqual(first);
  expect(ofPlain).toBe(here);
  expect(ofThere).toEqual(["/usr", true]);
  expect(ofLink).toEqual(["/srv/of-workdir/real/made", "/srv/of-workdir/real/made", ["here.txt"]]);
  expect(await world.run(app, () => new Worker().cwd.remote())).toEqual([deep, deep]);
  expect([process.cwd(), fs.existsSync("/srv/of-workdir")]).toEqual([here, false]);
});

test.for(CASES)("programs begin there, also if it is empty: %s, %i threads", async ([children, threads]) => {
  await using world = await Emulator.start({ threads, children });
  const [told, ...seen] = await world.run(app, () => bare.remote());
  expect(told).toMatch(/^(?:.*\/modal-[^/]+)?\/srv\/of-workdir\/empty\n$/); // of a copy, where there is no namespace
  expect(seen).toEqual([["made.txt"], "empty\n"]);
});

test("what is no directory keeps containers from starting", async () => {
  await using world = await Emulator.start({ disk: "private" });
  await expect(world.run(noFolder, () => never.remote())).rejects.toThrow(
    "ENOTDIR: not a directory, chdir '/' -> '/srv/file'",
  );
});

test("where containers write on this machine they begin where this process is", async () => {
  await using world = await Emulator.start({ disk: "host" });
  expect(await world.run(elsewhere, () => where.remote())).toEqual([process.cwd(), false]);
});
