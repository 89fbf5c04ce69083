// npm run drift -- VERSION: what a version of Modal's JavaScript package calls, or has, that proto/modal.proto has not, and
// whether what the in-process way builds on is still there.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "./drift-bundle.ts";
import { compare, ownProtocol } from "./drift-compare.ts";
import { missingHooks, type Manifest } from "./drift-hooks.ts";
import { unknown } from "./drift-known.ts";

/** Where the package is installed that this emulator was tried with. */
export const INSTALLED: string = createRequire(import.meta.url).resolve("modal");

/** What is to be done for a version, a line each: nothing, if nothing. @param folder of the package */
export function reportOf(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const bundle = readBundle(readFileSync(join(folder, "dist/index.js"), "utf8"));
  const { methods, fields } = compare(bundle, ownProtocol());
  return [
    ...unknown(methods).map((each) => `a method that it calls: ${each}`),
    ...unknown(fields).map((each) => `a field: ${each}`),
    ...missingHooks(bundle.text, manifest, INSTALLED).map((each) => `is not there any more: ${each}`),
  ];
}

/** @param version exact: the tag `latest` of that name has been another, unrelated package */
function fetchPackage(version: string, folder: string): string {
  const options = { cwd: folder, encoding: "utf8" } as const;
  const packed = execFileSync("npm", ["pack", `modal@${version}`, "--json", "--ignore-scripts"], options);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  execFileSync("tar", ["-xzf", filename], options);
  return join(folder, "package");
}

if (import.meta.main) {
  const [version = "", ...more] = process.argv.slice(2);
  if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version) || more.length > 0) {
    console.error("Which version? `npm run drift -- 0.11.1`");
    process.exit(2);
  }
  const folder = mkdtempSync(join(tmpdir(), "modal-emulator-drift-"));
  try {
    const report = reportOf(fetchPackage(version, folder));
    console.log(report.length === 0 ? `modal ${version}: nothing is lacking.` : `modal ${version}:`);
    for (const line of report) console.log(`- ${line}`);
    if (report.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
