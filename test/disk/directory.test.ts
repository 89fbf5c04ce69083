import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, fail, stay, work } from "./directory-app.ts";

function madeFolder(): fs.DisposableTempDir {
  const folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "directory-"));
  fs.writeFileSync(join(folder.path, "mine.txt"), "mine");
  return folder;
}

test.for([0, 1])("a container with a disk of its own works where it says, with %i threads", async (threads) => {
  using folder = madeFolder();
  const here = process.cwd();
  await using world = await Emulator.start({ threads, disk: "private" });
  const made = join(folder.path, "made");
  expect(await world.run(app, () => work.remote(folder.path))).toEqual({
    ofMachine: [folder.path, join(folder.path, "x"), "mine", ["mine.txt"]],
    ofOwn: [
      made,
      "one, two",
      "one, two",
      "streamed",
      ["copy.txt", "streamed.txt"],
      ["file.txt"],
      true,
      join(made, "deep"),
      "one, two",
      join(made, "x"),
    ],
    ofLink: [join(made, "deep"), ["file.txt"]],
    ofMount: ["/directory-data", ["in-mount.txt"], 7],
    isBack: true,
  });
  expect([process.cwd(), fs.readdirSync(folder.path)]).toEqual([here, ["mine.txt"]]);
});

test.for([0, 1, 2])("each container works in its own, with %i threads", async (threads) => {
  using folder = madeFolder();
  const here = process.cwd();
  await using world = await Emulator.start({ threads, disk: "private" });
  const results = await world.run(app, async () => {
    const both = Promise.all([stay.remote(folder.path), stay.remote("/")]);
    expect(process.cwd()).toBe(here);
    return both;
  });
  expect(results).toEqual([
    [folder.path, true],
    ["/", false],
  ]);
  expect(process.cwd()).toBe(here);
});

test.for([0, 1])("where it cannot go is told as Node tells it, with %i threads", async (threads) => {
  using folder = madeFolder();
  await using world = await Emulator.start({ threads, disk: "private" });
  expect(await world.run(app, () => fail.remote(folder.path))).toEqual([
    [
      ["ENOENT", "ENOENT: no such file or directory, chdir '/here' -> '/nowhere'"],
      ["ENOTDIR", "ENOTDIR: not a directory, chdir '/here' -> '/mine.txt'"],
      ["ENOENT", "ENOENT: no such file or directory, chdir '/here' -> ''"],
      ["ERR_INVALID_ARG_TYPE", 'The "directory" argument must be of type string. Received type number (1)'],
    ],
    true,
  ]);
});
