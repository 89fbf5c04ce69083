import {
  appendFileSync,
  lutimesSync,
  mkdirSync,
  mkdtempDisposableSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { DiskExchange } from "../../src/emulator/lanes/exchange/disk-exchange.js";
import { realFs } from "../../src/emulator/lanes/exchange/real-fs.js";
import { caller, mountAt, mounted } from "../mounts/mounted.js";

/** A container whose disk programs find in a folder. */
function shared(folder: string) {
  const mounts = mounted(mountAt("/data"));
  const exchange = new DiskExchange(mounts, {
    roots: [{ path: "/", folder, isOverlay: false }],
    real: (path) => `${folder}${path}`,
    linkTo: (_, target) => target,
    linkFrom: (text) => text,
  });
  exchange.giveAll();
  mounts.users.add({
    isBusy: true,
    openPaths: [],
    changed(path) {
      exchange.note(path);
      exchange.give();
    },
    look: () => undefined,
    close: () => undefined,
  });
  return { exchange, call: caller(mounts), real: join(folder, "data/f") };
}

afterEach(() => void vi.restoreAllMocks());

test("what a program makes right after its container has removed the same name is found", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "at-once-"));
  const { exchange, call, real } = shared(folder.path);
  call("writeFileSync", "/data/f", "the container's");
  vi.spyOn(realFs, "rmSync").mockImplementationOnce((path, options) => {
    rmSync(path, options);
    writeFileSync(real, "the program's");
  });
  call("rmSync", "/data/f");
  exchange.take("/data/f");
  expect(call("readFileSync", "/data/f", "utf8")).toBe("the program's");
});

test.each([
  ["writes as much to a file", (real: string) => writeFileSync(real, "the program's..")],
  ["writes more", (real: string) => writeFileSync(real, "what a program writes there")],
  [
    "replaces it",
    (real: string) => {
      rmSync(real);
      mkdirSync(real);
      writeFileSync(join(real, "g"), "the program's");
    },
  ],
])("what a program makes of it right after its container has written: it %s", (_, change) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "at-once-"));
  const { exchange, call, real } = shared(folder.path);
  vi.spyOn(realFs, "lutimesSync").mockImplementation((path, atime, mtime) => {
    lutimesSync(path, atime, mtime);
    change(real);
  });
  call("writeFileSync", "/data/f", "the container's");
  vi.restoreAllMocks();
  exchange.take("/data/f");
  const isFolder = statSync(real).isDirectory();
  expect(call("readdirSync", "/data", { recursive: true })).toEqual(isFolder ? ["f", "f/g"] : ["f"]);
  const file = isFolder ? "f/g" : "f";
  expect(call("readFileSync", `/data/${file}`, "utf8")).toBe(readFileSync(join(folder.path, "data", file), "utf8"));
});

test("what could not be given is not given while changes of programs are taken: they go on writing", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "at-once-"));
  const { exchange, call, real } = shared(folder.path);
  const opening = vi.spyOn(realFs, "openSync").mockImplementation(() => {
    throw Object.assign(new Error("A program has removed the folder"), { code: "ENOENT" });
  });
  call("writeFileSync", "/data/f", "the container's");
  expect([...exchange.failed]).toEqual(["/data/f"]);
  opening.mockRestore();
  writeFileSync(real, "first");
  vi.spyOn(realFs, "readFileSync").mockImplementationOnce((path) => {
    const bytes = readFileSync(path);
    appendFileSync(real, ", second");
    return bytes;
  });
  exchange.take();
  expect(readFileSync(real, "utf8")).toBe("first, second");
  exchange.take();
  expect(call("readFileSync", "/data/f", "utf8")).toBe("first, second");
});
