import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const program = createRequire(import.meta.url).resolve("@changesets/cli/bin.js");

/**
 * Runs changesets, which takes a folder with workspaces for one that has packages only in these: it sees a project without any.
 * @returns the version that package.json has then
 */
export function runChangesets(words: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "modal-emulator-changesets-"));
  try {
    const manifest = join(folder, "package.json");
    const { name, version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as Record<string, string>;
    writeFileSync(manifest, JSON.stringify({ name, version }));
    symlinkSync(fileURLToPath(new URL(".changeset", root)), join(folder, ".changeset"), "junction");
    for (const line of ["init -q -b main", "-c user.name=- -c user.email=- commit -q --allow-empty -m -"])
      execFileSync("git", line.split(" "), { cwd: folder }); // it asks what has changed since this branch
    execFileSync(process.execPath, [program, ...words], { cwd: folder, stdio: "inherit" });
    return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
