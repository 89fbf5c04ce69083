// Modal: docs/modal/images.md#builder-methods
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { App, Image, InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { app, look } from "./images-app.ts";

const here = fileURLToPath(new URL("./", import.meta.url));

test.for([0, 1, 2])("the local files of an image are on its containers' disks, with %i threads", async (threads) => {
  await using world = await Emulator.start({ threads, disk: "private" });
  const [first, second] = await world.run(app, () => Promise.all([look.remote(), look.remote()]));
  expect(first).toEqual([
    ["code", "code/answer.ts", "data", "data/a.txt", "data/deep", "data/deep/a.txt", "data/deep/b.json"],
    ["text", "other", '{"deep": true}'],
    42,
    "text, changed",
    ["data"],
    true,
    true,
  ]);
  expect(second).toEqual(first);
  expect(fs.readFileSync(`${here}/local/data/a.txt`, "utf8")).toBe("text");
  expect(fs.existsSync("/opt/of-image")).toBe(false);
});

test("links in a directory that is added are followed, and one that leads back to it ends", async () => {
  using folder = fs.mkdtempDisposableSync("/tmp/images-");
  fs.mkdirSync(`${folder.path}/one`);
  fs.writeFileSync(`${folder.path}/target`, "linked");
  fs.symlinkSync("../target", `${folder.path}/one/link`);
  fs.symlinkSync("..", `${folder.path}/one/back`);
  fs.symlinkSync("nowhere", `${folder.path}/one/broken`);
  const linked = new App("linked", { image: Image.debianSlim().addLocalDir(`${folder.path}/one`, "/opt/linked") });
  const list = linked.function({ name: "list", serialized: true }, async () => {
    const { readdirSync, readFileSync } = process.getBuiltinModule("fs");
    return [readdirSync("/opt/linked", { recursive: true }), readFileSync("/opt/linked/link", "utf8")];
  });
  await using world = await Emulator.start({ disk: "private" });
  expect(await world.run(linked, () => list.remote())).toEqual([["back", "link", "back/target"], "linked"]);
});

test("a file that is added below a link of this machine is where the link leads", async () => {
  using folder = fs.mkdtempDisposableSync("/tmp/images-");
  fs.mkdirSync(`${folder.path}/real`);
  fs.writeFileSync(`${folder.path}/real/own.txt`, "own");
  fs.symlinkSync("real", `${folder.path}/link`);
  const image = Image.debianSlim().addLocalFile(`${here}/local/data/a.txt`, `${folder.path}/link/added.txt`);
  const linked = new App("linked", { image });
  const list = linked.function({ name: "list", serialized: true }, async (path: string) => {
    const { readdirSync, readFileSync } = process.getBuiltinModule("fs");
    return [readdirSync(`${path}/link`), readdirSync(`${path}/real`), readFileSync(`${path}/link/added.txt`, "utf8")];
  });
  await using world = await Emulator.start({ disk: "private" });
  const names = ["added.txt", "own.txt"];
  expect(await world.run(linked, () => list.remote(folder.path))).toEqual([names, names, "text"]);
});

test.each([
  [Image.debianSlim().addLocalFile("missing.txt", "/x"), ["Image.addLocalFile: there is no /", "/missing.txt."]],
  [Image.debianSlim().addLocalDir("missing", "/x"), ["Image.addLocalDir: there is no /", "/missing."]],
  [
    Image.debianSlim().addLocalDir(`${here}/images.test.ts`, "/x"),
    ["images.test.ts is no directory; for a file, use addLocalFile."],
  ],
  [Image.debianSlim().addLocalFile(here, "/x"), ["is no file; for a directory, use addLocalDir."]],
])("what is not there is told as the app runs: %#", async (image, message) => {
  const wrong = new App("wrong", { image });
  wrong.function({ name: "f", serialized: true }, async () => undefined);
  await using world = await Emulator.start({ disk: "private" });
  await expectRejection(() => world.run(wrong, async () => undefined), InvalidError, ...message);
});
