import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "modal-emulator/emulator";
import { app, mounted, type Step } from "./app.ts";
import type { Way } from "./ways.ts";

/** What programs and their container do, and what comes of it: plain data. */
export interface Scenario {
  readonly name: string;
  /** The way for which it holds; left out, all. */
  readonly only?: Way;
  /** Only if this user is not root. */
  readonly ofNobody?: true;
  run(world: Emulator): Promise<unknown>;
  readonly expected: unknown;
}

/** Steps of a container that has mounted a volume. */
export const inMount =
  (steps: readonly Step[]) =>
  (world: Emulator): Promise<unknown> =>
    world.run(app, () => mounted.remote(steps));

/** A folder of this machine with something in it, which has to stay as it is. */
export async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  using folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "programs-"));
  fs.mkdirSync(join(folder.path, "box/deep"), { recursive: true });
  fs.writeFileSync(join(folder.path, "box/mine.txt"), "mine");
  fs.writeFileSync(join(folder.path, "box/deep/other.txt"), "other");
  const look = (): unknown =>
    fs
      .readdirSync(folder.path, { recursive: true, withFileTypes: true })
      .map((entry) => [
        entry.parentPath,
        entry.name,
        entry.isFile() && fs.readFileSync(join(entry.parentPath, entry.name), "utf8"),
      ]);
  const before = look();
  const result = await body(folder.path);
  assert.deepEqual(look(), before);
  return result;
}
