import fs from "node:fs";
import { App, Image, Secret, Volume } from "modal-emulator";

const root = "/opt/of-build";

/** Leaves something of every kind. */
export async function download(size: string, suffix = "!") {
  await new Promise((resolve) => setTimeout(resolve, 5000));
  fs.mkdirSync(`${root}/models/empty`, { recursive: true });
  fs.writeFileSync(`${root}/models/weights.bin`, `${size} of ${process.env["MODEL"]}${suffix}`, { mode: 0o600 });
  fs.symlinkSync("models/weights.bin", `${root}/latest`);
  fs.renameSync(`${root}/base.txt`, `${root}/moved.txt`);
  fs.rmSync(`${root}/data`, { recursive: true });
  fs.mkdirSync(`${root}/data`);
  fs.writeFileSync(`${root}/data/new.txt`, "new");
  fs.writeFileSync("/cache/log.txt", "cached");
  console.log(`downloaded as ${process.env["MODAL_TASK_ID"]?.slice(0, 3)} ${Math.random()}`);
  return () => "nobody takes it";
}

const local = new URL("./local/", import.meta.url).pathname;

export const below = Image.debianSlim()
  .addLocalDir(`${local}/data`, `${root}/data`, { copy: true })
  .addLocalFile(`${local}/other.txt`, `${root}/base.txt`, { copy: true })
  .addLocalFile(`${local}/other.txt`, `${root}/gone.txt`, { copy: true })
  .runFunction(function clean() {
    fs.rmSync(`${root}/gone.txt`);
  });

export const image = below
  .runFunction(download, {
    args: ["large"],
    secrets: [Secret.fromObject({ MODEL: "hidden-model" })],
    volumes: { "/cache": Volume.fromName("cache", { createIfMissing: true }) },
  })
  .env({ AFTER: "yes" })
  .addLocalFile(`${local}/other.txt`, `${root}/latest-dir/other.txt`);

const other = Image.debianSlim().runFunction(function make() {
  fs.writeFileSync("/opt/made", "made");
});

export const app = new App("build");

/** What a container of the image finds, and then changes. */
export const look = app.function({ image, singleUseContainers: true }, async function look() {
  const found = [
    fs.readdirSync(root, { recursive: true }).toSorted(),
    fs.readFileSync(`${root}/latest`, "utf8"),
    fs.statSync(`${root}/models/weights.bin`).mode & 0o777,
    fs.readlinkSync(`${root}/latest`),
    fs.readFileSync(`${root}/moved.txt`, "utf8"),
    fs.existsSync("/cache"),
    process.env["MODEL"] ?? "no secret",
    fs.existsSync("/etc/passwd"),
  ];
  fs.appendFileSync(`${root}/models/weights.bin`, " changed");
  fs.rmSync(`${root}/data`, { recursive: true });
  return [...found, fs.readFileSync(`${root}/latest`, "utf8"), fs.existsSync(`${root}/data/new.txt`)];
});

export const roll = app.function({ image, singleUseContainers: true }, async function roll() {
  return [Math.random(), process.env["MODAL_TASK_ID"]];
});

/** The image, as a container builds it for another app. */
export const rebuild = app.function({ image }, async function rebuild() {
  await image.build(await App.lookup("builder", { createIfMissing: true }));
  await other.build(await App.lookup("builder", { createIfMissing: true }));
  return [image.objectId, other.objectId];
});
