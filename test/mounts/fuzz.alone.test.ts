import fs from "node:fs";
import { join, resolve } from "node:path";
import { Emulator } from "modal-emulator/emulator";
import { afterAll, beforeEach, expect, test } from "vitest";
import { app, fuzz, MOUNT, onOwnDisk, OUTSIDE, SECRET } from "./apps/fuzz.js";

/** What a directory of the host's holds, and when it and its files were changed and read. */
function contents(directory: string): unknown {
  return [".", ...fs.readdirSync(directory, { recursive: true })].map((name) => {
    const { mtimeNs, ctimeNs, ino, mode } = fs.lstatSync(join(directory, String(name)), { bigint: true });
    return { name, mtimeNs, ctimeNs, ino, mode };
  });
}

function remove(): void {
  for (const directory of [MOUNT, OUTSIDE]) fs.rmSync(directory, { recursive: true, force: true });
}

beforeEach(() => {
  remove();
  fs.mkdirSync(OUTSIDE);
  fs.mkdirSync(join(MOUNT, "a"), { recursive: true });
  for (const name of ["secret.txt", "host-only.txt", "a/secret.txt"]) fs.writeFileSync(join(MOUNT, name), SECRET);
});
afterAll(remove);

const names = Object.keys(fs).filter(
  (name) => typeof Reflect.get(fs, name) === "function" && !["Dir", "Dirent", "Stats"].includes(name),
);
const promised = Object.keys(fs.promises).filter((name) => typeof Reflect.get(fs.promises, name) === "function");

/** Needs another system, or an argument that the fuzzer does not draw. */
const NEVER = new Set(["promises.lchmod", "promises.watch"]);

test.each([0, 1])(
  "no function of node:fs reaches the host's disk at a mount, nor sees what the host has there (threads: %i)",
  async (threads) => {
    const before = contents(MOUNT);
    await using world = await Emulator.start({ threads });
    const { called, succeeded, refused, leaked } = await world.run(app, () => fuzz.remote(names, promised, 40));
    expect(contents(MOUNT)).toEqual(before);
    const links = fs.readdirSync(OUTSIDE, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
    expect(
      links
        .map(({ name }) => resolve(OUTSIDE, fs.readlinkSync(join(OUTSIDE, name))))
        .filter((target) => target.startsWith(MOUNT)),
    ).toEqual([]);
    expect(leaked).toEqual([]);
    expect(refused).toEqual([]); // what the guard had to stop is a gap in the routing
    expect(called.filter((name) => !succeeded.includes(name) && !NEVER.has(name))).toEqual([]); // each worked at least once
  },
);

test.each([0, 1])(
  "no function of node:fs changes the host's disk if containers have their own (threads: %i)",
  async (threads) => {
    for (const name of ["x", "y"]) fs.writeFileSync(join(OUTSIDE, name), "kept");
    const before = [contents(MOUNT), contents(OUTSIDE)];
    await using world = await Emulator.start({ threads, disk: "private" });
    const { called, succeeded, refused } = await world.run(app, () => onOwnDisk.remote(names, promised, 80));
    expect([contents(MOUNT), contents(OUTSIDE)]).toEqual(before);
    expect(refused).toEqual([]);
    expect(called.filter((name) => !succeeded.includes(name) && !NEVER.has(name))).toEqual([]);
  },
);
