import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HOST_FILES } from "../../src/emulator/lanes/mounts/host-files.js";
import { guardedAddon } from "../../src/emulator/lanes/outside/route-addons.js";
import { caller, mountAt, mounted, mountedOver } from "../mounts/mounted.js";

/** What an addon may export: a class, functions, such in an object; fixed, as most are. */
function exported(): { Store: typeof Store; write: (...args: unknown[]) => unknown; inner: { read: () => string } } {
  const write = (...args: unknown[]): unknown => args.length;
  return Object.defineProperties({} as ReturnType<typeof exported>, {
    Store: { value: Store, enumerable: true },
    write: { value: write, enumerable: true },
    inner: { value: { read: () => "read" }, enumerable: true },
  });
}

class Store {
  readonly name: unknown;
  constructor(name: unknown) {
    this.name = name;
  }
  save(target: string): string {
    return `${String(this.name)} to ${target}`;
  }
}

test("an addon in a container with a disk of its own is not given paths that only the container has, or would make", () => {
  using folder = fs.mkdtempDisposableSync(join(tmpdir(), "addons-"));
  const [fresh, changed, there] = ["fresh", "changed", "there"].map((name) => join(folder.path, name));
  fs.writeFileSync(there ?? "", "");
  const mounts = mountedOver(HOST_FILES, mountAt("/data"));
  caller(mounts)("writeFileSync", changed, "");
  let container: typeof mounts | undefined = mounts;
  const addon = guardedAddon(exported(), "An addon", () => container) as ReturnType<typeof exported>;
  class Own extends addon.Store {}
  const store = new addon.Store(":memory:");
  for (const path of [fresh, changed, "/data/x", `file=${changed}`])
    for (const use of [
      () => addon.write(path),
      () => addon.write(1, { path }),
      () => addon.write([path]),
      () => new addon.Store(path),
      () => new Own(path),
      () => store.save(String(path)),
    ])
      expect(use).toThrow(/^An addon, (?:write|Store), was given /);
  expect(() => new addon.Store("new.db")).toThrow(/which is not on the host's own disk/);
  expect([
    addon.write(there, "new.db", "select '/x'", new Uint8Array(1), null),
    addon.inner.read(),
    store.save("/none/such"),
    new Own(there) instanceof addon.Store,
    new addon.Store("package.json").name,
  ]).toEqual([5, "read", ":memory: to /none/such", true, "package.json"]);
  container = undefined; // the host's own call
  expect([addon.write(fresh), new addon.Store(changed).name]).toEqual([1, changed]);
});

test("an addon in a container with mounts alone is not given paths in them", () => {
  const mounts = mounted(mountAt("/data"));
  const addon = guardedAddon(exported(), "An addon", () => mounts) as ReturnType<typeof exported>;
  expect(() => addon.write("/data/x")).toThrow("which is in the mount /data");
  expect([addon.write("/tmp/none"), new addon.Store("new.db").name]).toEqual([1, "new.db"]);
});

test("what is loaded twice is the same for a container", () => {
  const exports = exported();
  const found = guardedAddon(exports, "An addon", () => undefined);
  expect([guardedAddon(exports, "", () => undefined), guardedAddon(found, "", () => undefined)]).toEqual([
    found,
    found,
  ]);
  expect([guardedAddon(1, "", () => undefined), guardedAddon(null, "", () => undefined)]).toEqual([1, null]);
});
