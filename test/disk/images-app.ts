import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { App, Image } from "modal-emulator";

const local = fileURLToPath(new URL("./local/", import.meta.url));

const image = Image.debianSlim()
  .addLocalDir(`${local}/data`, "/opt/of-image/data", { ignore: ["**/*.log"] })
  .addLocalDir(`${local}/code`, "/opt/of-image/code/", { ignore: (path) => !path.endsWith(".ts") })
  .addLocalFile(`${local}/data/a.txt`, "/opt/of-image/data/deep/")
  .addLocalFile(`${local}/other.txt`, "/opt/of-image/data/deep/a.txt");

export const app = new App("images", { image });

export const look = app.function({ singleUseContainers: true }, async function look() {
  const root = "/opt/of-image";
  const listed = fs.readdirSync(root, { recursive: true }).toSorted();
  const texts = ["data/a.txt", "data/deep/a.txt", "data/deep/b.json"].map((path) =>
    fs.readFileSync(`${root}/${path}`, "utf8"),
  );
  const { answer } = (await import(`${root}/code/answer.ts`)) as { answer: number };
  fs.appendFileSync(`${root}/data/a.txt`, ", changed");
  fs.rmSync(`${root}/code`, { recursive: true });
  return [
    listed,
    texts,
    answer,
    fs.readFileSync(`${root}/data/a.txt`, "utf8"),
    fs.readdirSync(root),
    fs.readdirSync("/opt").includes("of-image"),
    fs.statSync(`${root}/data`).isDirectory(),
  ];
});
