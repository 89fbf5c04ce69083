import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, hold, look } from "./meanwhile-app.ts";

const everyNumberOfThreads = [0, 1, 2] as const;

/** A folder of this machine, with a folder `box` that has something in it. */
function makeFolder(): fs.DisposableTempDir {
  const folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "meanwhile-"));
  fs.mkdirSync(join(folder.path, "box/folder"), { recursive: true });
  for (const name of ["grown", "gone", "replaced", "changed"]) fs.writeFileSync(join(folder.path, "box", name), name);
  return folder;
}

const all = (name: string, found: unknown): unknown[] => [name, found, found, found];

test.for(everyNumberOfThreads)(
  "what a container has not changed is as the machine has it at that moment, whatever it is named by, with %i threads",
  async (threads) => {
    using folder = makeFolder();
    const box = join(folder.path, "box");
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      expect(await look.remote(folder.path)).toEqual([
        ...["grown", "gone", "replaced"].map((name) => all(name, name)),
        all("folder", []),
        all("fresh", "ENOENT"),
        all("changed", "of the container"),
        ["changed", "folder", "gone", "grown", "replaced"],
      ]);
      fs.appendFileSync(join(box, "grown"), " since");
      fs.rmSync(join(box, "gone"));
      fs.rmSync(join(box, "replaced"));
      fs.symlinkSync("grown", join(box, "replaced"));
      fs.rmdirSync(join(box, "folder"));
      fs.writeFileSync(join(box, "folder"), "a file now");
      fs.writeFileSync(join(box, "fresh"), "fresh");
      fs.writeFileSync(join(box, "changed"), "of the machine");
      expect(await look.remote(folder.path)).toEqual([
        all("grown", "grown since"),
        all("gone", "ENOENT"),
        all("replaced", "grown since"),
        all("folder", "a file now"),
        all("fresh", "fresh"),
        all("changed", "of the container"),
        ["changed", "folder", "fresh", "grown", "replaced"],
      ]);
    });
  },
);

test.for(everyNumberOfThreads)("what a container has open is what it has opened, with %i threads", async (threads) => {
  using folder = makeFolder();
  const path = join(folder.path, "box/grown");
  await using world = await Emulator.start({ threads });
  await world.run(app, async () => {
    expect(await hold.remote(path, 0)).toBe("open");
    fs.appendFileSync(path, " since");
    expect(await hold.remote(path, 1)).toMatch(/^1rown/);
    expect(await hold.remote(path, 2)).toMatch(/^2rown/);
  });
  expect(fs.readFileSync(path, "utf8")).toBe("grown since");
});
