import fs from "node:fs";
import { expect, test } from "vitest";
import { routedMember } from "../../src/emulator/lanes/mounts/fs/routed-member.js";
import { mountAt, mounted } from "../mounts/mounted.js";

/** What calls make a container ask its running programs for. */
function watched() {
  const mounts = mounted(mountAt("/data"));
  const looked: unknown[] = [];
  mounts.users.add({
    isBusy: true,
    openPaths: [],
    changed: () => undefined,
    look: (path) => void looked.push(path),
    close: () => undefined,
  });
  const call = (name: string, ...args: readonly unknown[]): unknown =>
    (routedMember(name, Reflect.get(fs, name), () => mounts) as (...args: readonly unknown[]) => unknown)(...args);
  return { call, looked };
}

const BYTES = Buffer.from([0, 255]);

test.each<readonly [name: string, args: readonly unknown[], looked: readonly string[]]>([
  ["writeFileSync", ["/data/f", BYTES], ["/data/f"]],
  ["writeFileSync", ["/data/f", "/data/g"], ["/data/f"]],
  ["appendFileSync", ["/data/f", BYTES], ["/data/f"]],
  ["existsSync", ["/data/\0"], []],
  ["copyFileSync", ["/data/a", "/data/f"], ["/data/a", "/data/f"]],
  ["renameSync", ["/data/a", "/data/f"], ["/data/a", "/data/f"]],
  ["symlinkSync", ["/data/a", "/data/f"], ["/data/f"]],
])("%s, given %o", (name, args, expected) => {
  const { call, looked } = watched();
  call("writeFileSync", "/data/a", "a");
  looked.length = 0;
  call(name, ...args);
  expect(looked).toEqual(expected);
});

test.each([[[BYTES]], [[BYTES, 0, 2]], [["/data/g"]]])("writeSync, given %o", (written) => {
  const { call, looked } = watched();
  const file = call("openSync", "/data/f", "w");
  looked.length = 0;
  call("writeSync", file, ...written);
  expect(looked).toEqual(["/data/f"]);
});
