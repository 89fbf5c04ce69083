import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Volume } from "memfs";
import { expect, test } from "vitest";
import { ContainerMounts } from "../../src/emulator/lanes/mounts/container-mounts.js";
import { routedMember } from "../../src/emulator/lanes/mounts/fs/routed-member.js";
import { HOST_FILES } from "../../src/emulator/lanes/mounts/host-files.js";
import { selfTest } from "../../src/emulator/lanes/mounts/self-test.js";

type Call = (...args: unknown[]) => unknown;

/** A disk of a container's own, and how often something was made of it. */
function counted(): {
  mounts: ContainerMounts;
  made: () => number;
  call: (name: string, ...args: unknown[]) => unknown;
} {
  let count = 0;
  class Counted extends Volume {
    static override fromJSON(...args: Parameters<typeof Volume.fromJSON>): Volume {
      count++;
      return Volume.fromJSON(...args);
    }
  }
  const mounts = new ContainerMounts([], { now: 0, chance: { random: () => 0.5 } }, Counted, HOST_FILES);
  const call = (name: string, ...args: unknown[]): unknown =>
    (routedMember(name, Reflect.get(fs, name), () => mounts) as Call)(...args);
  return { mounts, made: () => count, call };
}

test("looks at what this machine has, by every kind of function, make nothing of a container's disk", () => {
  using folder = fs.mkdtempDisposableSync(join(tmpdir(), "unmade-"));
  const file = join(folder.path, "file");
  fs.writeFileSync(file, "text");
  const { made, call } = counted();
  for (const look of ["existsSync", "statSync", "lstatSync", "readFileSync", "realpathSync", "accessSync"])
    call(look, file);
  call("readdirSync", folder.path, { recursive: true });
  call("globSync", `${folder.path}/*`);
  (call("opendirSync", folder.path) as fs.Dir).closeSync();
  call("closeSync", call("openSync", file));
  call("existsSync", "/nowhere/at/all");
  expect(made()).toBe(0);
});

test.each([
  ["writeFileSync", "new", "text"],
  ["mkdirSync", "new"],
  ["symlinkSync", "target", "new"],
  ["rmSync", "file"],
  ["openSync", "file", "r+"],
  ["chmodSync", "file", 0o600],
])("the first change makes it, once: %s", (name, ...args) => {
  using folder = fs.mkdtempDisposableSync(join(tmpdir(), "unmade-"));
  fs.writeFileSync(join(folder.path, "file"), "text");
  const { made, call } = counted();
  const whole = args.map((arg) => (arg === "new" || arg === "file" ? join(folder.path, arg) : arg));
  call(name, ...whole);
  expect(made()).toBe(1);
  call("writeFileSync", join(folder.path, "other"), "text");
  expect(made()).toBe(1);
  expect(fs.readdirSync(folder.path)).toEqual(["file"]);
});

test.each([
  ["writeSync", Buffer.from("x")],
  ["ftruncateSync", 1],
  ["fchmodSync", 0o600],
  ["futimesSync", 1, 2],
  ["fstatSync"],
  ["readSync", Buffer.alloc(4)],
  ["readFileSync", "utf8"],
  ["appendFileSync", "x"],
  ["closeSync"],
])("a file that it has opened to change it, and has not changed yet, is its own: %s", (name, ...args) => {
  using folder = fs.mkdtempDisposableSync(join(tmpdir(), "unmade-"));
  const file = join(folder.path, "file");
  fs.writeFileSync(file, "text");
  const before = fs.statSync(file);
  const { call } = counted();
  const fd = call("openSync", file, "r+");
  call(name, fd, ...args);
  if (name !== "closeSync") call("closeSync", fd);
  const { mode, mtimeMs } = fs.statSync(file);
  expect([fs.readFileSync(file, "utf8"), mode, mtimeMs]).toEqual(["text", before.mode, before.mtimeMs]);
});

test("trying out whether it is safe makes nothing of it, and finds a gap", async () => {
  const { mounts, made, call } = counted();
  const way = {
    name: "as packages",
    fs: { writeFileSync: (...args: unknown[]) => call("writeFileSync", ...args) },
    promises: { writeFile: async (...args: unknown[]) => call("writeFileSync", ...args) },
  } as never as Parameters<typeof selfTest>[1][number];
  await selfTest(mounts, [way]);
  expect(made()).toBe(0);
  const nowhere = { ...way, fs: { writeFileSync: () => undefined } };
  await expect(selfTest(mounts, [nowhere])).rejects.toThrow(
    "The container's own disk is not safe: a file written to it (as packages, writeFileSync) did not arrive. No code was run.",
  );
});
