import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { App, Image, method } from "modal-emulator";

const local = new URL("./local/", import.meta.url).pathname;

export const app = new App("workdir");

const image = Image.debianSlim()
  .workdir("/srv/of-workdir")
  .workdir("deep")
  .addLocalFile(`${local}/other.txt`, "/srv/of-workdir/deep/a.txt");

export const work = app.function({ image, singleUseContainers: true }, async function work() {
  const start = process.cwd();
  fs.writeFileSync("b.txt", "own");
  const found = [start, path.resolve("x"), fs.readFileSync("a.txt", "utf8"), fs.readdirSync(".").toSorted()];
  const listed = execFileSync("sh", ["-c", "pwd; ls"], { encoding: "utf8" });
  process.chdir("..");
  return [...found, listed, process.cwd(), fs.readdirSync(".")];
});

export const Worker = app.cls(
  { image },
  class Worker {
    where = process.cwd();
    cwd = method(() => [this.where, process.cwd()]);
  },
);

const empty = Image.debianSlim().workdir("/srv/of-workdir/empty");

/** Where nothing is but what a program makes. */
export const bare = app.function({ image: empty, singleUseContainers: true }, async function bare() {
  const told = execFileSync("sh", ["-c", "pwd; echo made > made.txt"], { encoding: "utf8" });
  return [told, fs.readdirSync("."), execFileSync("ls", ["/srv/of-workdir"], { encoding: "utf8" })];
});

export const plain = app.function({}, async function plain() {
  return process.cwd();
});

export const there = app.function({ image: Image.debianSlim().workdir("/usr") }, async function there() {
  return [process.cwd(), fs.readdirSync(".").includes("bin")];
});

const linked = Image.debianSlim()
  .runFunction(function link() {
    fs.mkdirSync("/srv/of-workdir/real", { recursive: true });
    fs.symlinkSync("real", "/srv/of-workdir/link");
  })
  .workdir("/srv/of-workdir/link/made")
  .runFunction(function write() {
    fs.writeFileSync("here.txt", process.cwd());
  });

export const throughLink = app.function({ image: linked }, async function throughLink() {
  return [process.cwd(), fs.readFileSync("here.txt", "utf8"), fs.readdirSync("/srv/of-workdir/real/made")];
});

export const elsewhere = new App("elsewhere", { image: Image.debianSlim().workdir("/srv/of-workdir") });

export const where = elsewhere.function({}, async function where() {
  return [process.cwd(), fs.existsSync("/srv/of-workdir")];
});

export const noFolder = new App("no-folder");

const file = Image.debianSlim().addLocalFile(`${local}/other.txt`, "/srv/file", { copy: true }).workdir("/srv/file");

export const never = noFolder.function({ image: file, retries: 0 }, async function never() {
  return process.cwd();
});
