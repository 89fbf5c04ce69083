import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What suites, their containers and the programs that they start make in the folder for temporary files goes into one folder,
 * which is removed after the run, also when a suite fails on its way.
 */
export function setup(): () => void {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "modal-emulator-tests-"));
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
