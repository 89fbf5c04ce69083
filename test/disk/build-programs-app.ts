import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { App, Image } from "modal-emulator";

const root = "/opt/of-programs";
const local = new URL("./local/", import.meta.url).pathname;

const image = Image.debianSlim()
  .addLocalDir(`${local}/data`, `${root}/data`, { copy: true })
  .runFunction(function prepare() {
    execFileSync("sh", ["-c", `mkdir ${root}/made && echo made > ${root}/made/a.txt && rm -r ${root}/data/deep`]);
    execFileSync("ln", ["-s", "made/a.txt", `${root}/link`]);
    fs.writeFileSync(`${root}/module.mjs`, "export const answer = 42;");
    const database = new DatabaseSync(`${root}/data.db`);
    database.exec("create table t (x); insert into t values (7)");
    database.close();
  })
  .runFunction(function again() {
    fs.appendFileSync(`${root}/made/a.txt`, execFileSync("ls", [root], { encoding: "utf8" }));
  });

export const app = new App("of-programs", { image });

export const look = app.function({}, async function look() {
  const { answer } = (await import(`${root}/module.mjs`)) as { answer: number };
  const database = new DatabaseSync(`${root}/data.db`);
  const rows = database.prepare("select x from t").all();
  database.close();
  return [
    fs.readdirSync(root, { recursive: true }).toSorted(),
    execFileSync("sh", ["-c", `cd ${root} && find . | sort && cat link`], { encoding: "utf8" }).split("\n"),
    answer,
    rows,
  ];
});
