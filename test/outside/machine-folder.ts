import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";

/** A folder of this machine with `mine.txt` in it, which has to be afterwards as it was. */
export async function withMachineFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  using folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "outside-"));
  fs.mkdirSync(join(folder.path, "box"));
  fs.writeFileSync(join(folder.path, "mine.txt"), "mine");
  const result = await body(folder.path);
  expect(fs.readdirSync(folder.path, { recursive: true }).toSorted()).toEqual(["box", "mine.txt"]);
  expect(fs.readFileSync(join(folder.path, "mine.txt"), "utf8")).toBe("mine");
  return result;
}
