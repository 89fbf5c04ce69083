import fs from "node:fs";
import fsp from "node:fs/promises";
import path from "node:path";
import { App, Volume } from "modal-emulator";

export const app = new App("directory");
const volumes = { "/directory-data": Volume.fromName("directory", { createIfMissing: true }) };

/** Works in directories of each kind, by relative paths. */
export const work = app.function({ singleUseContainers: true, volumes }, async function work(folder: string) {
  const start = process.cwd();
  process.chdir(folder);
  const ofMachine = [process.cwd(), path.resolve("x"), fs.readFileSync("mine.txt", "utf8"), fs.readdirSync(".")];
  fs.mkdirSync("made/deep", { recursive: true });
  process.chdir("made");
  fs.writeFileSync("file.txt", "one");
  await fsp.appendFile("file.txt", ", two");
  fs.symlinkSync("deep", "link");
  fs.renameSync("file.txt", "deep/file.txt");
  fs.copyFileSync(Buffer.from("link/file.txt"), "copy.txt");
  const out = fs.createWriteStream("streamed.txt");
  await new Promise<void>((resolve) => out.on("close", () => resolve()).end("streamed"));
  const ofOwn = [
    process.cwd(),
    await fsp.readFile("../made/deep/file.txt", "utf8"),
    fs.readFileSync("copy.txt", "utf8"),
    (await Array.fromAsync(fs.createReadStream("streamed.txt", "utf8"))).join(""),
    fs.globSync("*.txt"),
    await Array.fromAsync(fsp.glob("*", { cwd: "deep" })),
    fs.existsSync("../mine.txt"),
    fs.realpathSync("link"),
    process.getBuiltinModule("fs").readFileSync("copy.txt", "utf8"),
    process.getBuiltinModule("path").resolve("x"),
  ];
  process.chdir("link");
  const ofLink = [process.cwd(), fs.readdirSync(".")];
  process.chdir("/directory-data");
  fs.writeFileSync("in-mount.txt", "mounted");
  const ofMount = [process.cwd(), fs.readdirSync("/directory-data"), fs.statSync("in-mount.txt").size];
  process.chdir(start);
  return { ofMachine, ofOwn, ofLink, ofMount, isBack: process.cwd() === start };
});

export const stay = app.function({ singleUseContainers: true }, async function stay(folder: string) {
  process.chdir(folder);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return [process.cwd(), fs.existsSync("mine.txt")];
});

export const fail = app.function({ singleUseContainers: true }, async function fail(folder: string) {
  const before = process.cwd();
  const said = [`${folder}/nowhere`, `${folder}/mine.txt`, "", 1 as never].map((to) => {
    try {
      process.chdir(to);
      return "moved";
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      return [code, message.replaceAll(folder, "").replaceAll(before, "/here")];
    }
  });
  return [said, process.cwd() === before];
});
