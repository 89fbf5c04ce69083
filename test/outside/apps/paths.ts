import fs from "node:fs";
import { join } from "node:path";
import { App, Volume } from "modal-emulator";

declare const require: NodeJS.Require;

const fse = require("fs-extra") as {
  outputFile(path: string, text: string): Promise<void>;
  outputJson(path: string, value: unknown): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  pathExists(path: string): Promise<boolean>;
};

export const app = new App("paths");
const volumes = { "/outside-data": Volume.fromName("outside", { createIfMissing: true }) };
const alone = { singleUseContainers: true, volumes };

/** Names of `/`, as Linux has them for a process. */
const ROOTS = [
  "/proc/self/root",
  "/proc/thread-self/root",
  `/proc/${process.pid}/root`,
  "/proc/self/task/../root",
  "/proc/self/root/proc/self/root",
];

/** Changes files by every name of the root, and looks at them by their own. */
export const byRoot = app.function(alone, async function byRoot(folder: string) {
  const seen: unknown[] = [];
  for (const [index, root] of [...ROOTS, `/proc/${process.pid}/root`].entries()) {
    const [file, made] = [join(folder, `file-${index}`), join(folder, `made-${index}`)];
    fs.writeFileSync(`${root}${file}`, "own");
    await fs.promises.appendFile(Buffer.from(`${root}${file}`), ", twice");
    fs.mkdirSync(`${root}${made}/deep`, { recursive: true });
    fs.renameSync(`${root}${file}`, `${root}${made}/deep/moved`);
    const out = fs.createWriteStream(`${root}${made}/streamed`);
    await new Promise<void>((resolve) => void out.end("stream").on("close", resolve));
    fs.rmSync(`${root}${join(folder, "mine.txt")}`, { force: true });
    fs.writeFileSync(`${root}/outside-data/${index}`, "mounted");
    seen.push(
      fs.readFileSync(`${made}/deep/moved`, "utf8") === fs.readFileSync(`${root}${made}/deep/moved`, "utf8") &&
        fs.readdirSync(made).join() === "deep,streamed" &&
        !fs.existsSync(`${root}${folder}/mine.txt`) &&
        fs.readFileSync(`/outside-data/${index}`, "utf8"),
    );
  }
  return seen;
});

/** By where a process works, and by what it has open. */
export const byProcess = app.function(alone, async function byProcess(folder: string) {
  const [file, start] = [join(folder, "mine.txt"), process.cwd()];
  const opened = fs.openSync(file, "r"); // the machine's: nothing has changed yet
  const names = [`/proc/self/fd/${opened}`, `/dev/fd/${opened}`, `/proc/thread-self/fd/${opened}`];
  const before = names.map((name) => fs.readFileSync(name, "utf8"));
  const links = fs.readlinkSync(names[0] ?? "") === file && fs.lstatSync("/proc/self/cwd").isSymbolicLink();
  for (const name of names) fs.appendFileSync(name, "+");
  process.chdir(folder);
  fs.writeFileSync("/proc/self/cwd/made.txt", "made");
  const made = fs.existsSync(join(folder, "made.txt"));
  process.chdir(start);
  fs.closeSync(opened);
  return [before, links, fs.readFileSync(file, "utf8"), made, fs.readFileSync("/proc/self/status", "utf8").length > 0];
});

/** Links that the container has made itself. */
export const byLink = app.function(alone, async function byLink(folder: string) {
  const [link, root] = [join(folder, "link"), join(folder, "root")];
  fs.symlinkSync("/outside-data", link);
  fs.symlinkSync("/proc/thread-self/root", root);
  fs.writeFileSync(join(link, "a.txt"), "through");
  fs.writeFileSync(`${root}/outside-data/b.txt`, "through");
  fs.writeFileSync(`${root}${folder}/c.txt`, "through");
  return [
    fs.readdirSync("/outside-data"),
    fs.readdirSync(link),
    fs.realpathSync(join(link, "a.txt")),
    fs.readFileSync(join(folder, "c.txt"), "utf8"),
    await fs.promises.readFile(Buffer.from(join(link, "b.txt")), "utf8"),
  ];
});

/** What a mount is to those who list its parent, and to a package that makes folders first. */
export const list = app.function(alone, async function list(folder: string) {
  await fse.outputFile("/outside-data/deep/er/a.txt", "in a mount");
  await fse.outputFile(join(folder, "deep/er/a.txt"), "on the disk");
  await fse.outputJson("/outside-data/b.json", { b: 1 });
  await fse.copy(join(folder, "deep"), "/outside-data/copied");
  return [
    fs.readdirSync("/").includes("outside-data"),
    (await fs.promises.readdir("/", { withFileTypes: true })).some((e) => e.name === "outside-data" && e.isDirectory()),
    fs.readFileSync("/outside-data/deep/er/a.txt", "utf8"),
    fs.readFileSync("/outside-data/copied/er/a.txt", "utf8"),
    fs.readdirSync("/outside-data", { recursive: true }).toSorted(),
    await fse.pathExists(join(folder, "deep/er")),
  ];
});
