// npm run size: what the package and its dependencies take, beside the most that they may. `npm run build -- --clean` has to be done before.
import { basename } from "node:path";
import { BUDGET, bytesOf, dependencyFolders, packageSize, type PackageSize } from "./package-size.ts";

const NAMES: Readonly<Record<keyof PackageSize, string>> = {
  packed: "tarball",
  unpacked: "unpacked",
  direct: "run-time dependencies",
  packages: "with what they bring along",
  installed: "these, installed",
};
const LARGEST = 8;

const shown = (key: keyof PackageSize, value: number): string =>
  key === "direct" || key === "packages" ? String(value) : megabytes(value);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const size = packageSize();
console.log("| | is | may be |\n| --- | ---: | ---: |");
for (const key of Object.keys(NAMES) as (keyof PackageSize)[])
  console.log(`| ${NAMES[key]} | ${shown(key, size[key])} | ${shown(key, BUDGET[key])} |`);

const folders = [...dependencyFolders()].map((folder) => ({ folder, bytes: bytesOf(folder) }));
console.log(
  `\nThe largest: ${folders
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, LARGEST)
    .map(({ folder, bytes }) => `${nameOf(folder)} ${megabytes(bytes)}`)
    .join(", ")}.`,
);

function nameOf(folder: string): string {
  return folder.split(/node_modules[\\/]/).at(-1) ?? basename(folder);
}
