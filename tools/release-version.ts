// npm run release:version: the version of the next release by its changesets, whose lines go into CHANGELOG.md. Without any, the version stays what it is.
import { execFileSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runChangesets } from "./run-changesets.ts";
import { released, summaryOf } from "./release-notes.ts";

const root = new URL("../", import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), "utf8");
const run = (file: string, ...words: readonly string[]): void =>
  void execFileSync(file, words, { cwd: fileURLToPath(root), stdio: "inherit" });

const changesets = globSync(".changeset/*.md", { cwd: fileURLToPath(root) }).filter(
  (path) => !path.endsWith("README.md"),
);
const lines = changesets.toSorted().map((path) => summaryOf(text(path)));
if (changesets.length > 0) {
  const next = runChangesets(["version"]);
  run("npm", "version", next, "--no-git-tag-version", "--ignore-scripts", "--allow-same-version");
}
const { version } = JSON.parse(text("package.json")) as { version: string };
const date = new Date().toISOString().slice(0, 10);
writeFileSync(new URL("CHANGELOG.md", root), released(text("CHANGELOG.md"), { version, date, lines }));
console.log(`CHANGELOG.md has ${version}.`);
