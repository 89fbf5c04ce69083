import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { HOST_FILES } from "../../src/emulator/lanes/mounts/host-files.js";
import type { AddonUser } from "../../src/emulator/lanes/outside/addon-paths.js";
import { LentFiles } from "../../src/emulator/lanes/scratch/lent-files.js";
import { guardedAddon } from "../../src/emulator/lanes/outside/route-addons.js";
import { caller, mountAt, mounted, mountedOver } from "../mounts/mounted.js";

/** What an addon may export: a class, functions, such in an object; fixed, as most are. */
function exported(): { Store: typeof Store; write: (what: unknown) => unknown; inner: { read: () => string } } {
  const write = (what: unknown): unknown => (typeof what === "string" ? what : JSON.stringify(what));
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

/** What is lent is there from now on, by the name that it is lent by. */
const LENT = /^\/(?:dev\/shm|.*)\/modal-\d+-\w*-\w{6}/;

test("an addon finds what only the container has, or makes, in the folder where it is lent", () => {
  using folder = fs.mkdtempDisposableSync(join(tmpdir(), "addons-"));
  const [fresh = "", changed = "", there = "", data = ""] = ["fresh", "changed", "there", "data.db"].map((name) =>
    join(folder.path, name),
  );
  fs.writeFileSync(there, "");
  new DatabaseSync(data).exec("CREATE TABLE t (x)");
  const mounts = mountedOver(HOST_FILES, mountAt("/data"));
  const call = caller(mounts);
  call("writeFileSync", changed, "changed");
  const lent = new LentFiles(mounts);
  let container: AddonUser | undefined = { mounts, lent };
  const addon = guardedAddon(exported(), "An addon", () => container) as ReturnType<typeof exported>;
  class Own extends addon.Store {}
  const store = new addon.Store(":memory:");
  const options = { input: { file: changed }, list: [fresh], other: "text", fixed: Object.freeze([there]) };
  for (const path of [fresh, changed, "/data/x", data])
    for (const told of [
      addon.write(path),
      (addon.write({ path }) as string).slice('{"path":"'.length),
      (addon.write([path]) as string).slice('["'.length),
      new addon.Store(path).name,
      new Own(path).name,
      store.save(path).slice(":memory: to ".length),
    ]) {
      expect(told).toMatch(LENT);
      expect(
        String(told)
          .replace(LENT, "")
          .replace(/"[}\]]$/, ""),
      ).toBe(path);
    }
  const written = addon.write(options) as string;
  expect([written.match(/modal-\d+-\w*-/g)?.length, options]).toEqual([
    2,
    { input: { file: changed }, list: [fresh], other: "text", fixed: [there] },
  ]);
  expect(new addon.Store("new.db").name).toMatch(LENT);
  fs.appendFileSync(String(addon.write(changed)), " by the addon");
  lent.look();
  expect(call("readFileSync", changed, "utf8")).toBe("changed by the addon");
  expect(() => addon.write(`file=${changed}`)).toThrow(
    /^An addon, write, was given .*, which this container has changed/,
  );
  expect(() => addon.write("look at /data/x")).toThrow(/which is in the mount \/data/);
  expect(addon.write("ATTACH '/data/y.db' AS y")).toMatch(/^ATTACH '.*\/modal-.*\/data\/y\.db' AS y$/);
  expect([
    addon.write(there),
    addon.write("new.db"),
    addon.write("/route"),
    addon.inner.read(),
    store.save("/none/such"),
    new Own(there) instanceof addon.Store,
    new addon.Store("package.json").name,
  ]).toEqual([there, "new.db", "/route", "read", ":memory: to /none/such", true, "package.json"]);
  container = undefined; // the host's own call
  expect([addon.write(fresh), new addon.Store(changed).name]).toEqual([fresh, changed]);
  lent.close();
});

test("where nothing is lent, paths of the container's own are refused", () => {
  using folder = fs.mkdtempDisposableSync(join(tmpdir(), "addons-"));
  const mounts = mountedOver(HOST_FILES, mountAt("/data"));
  const addon = guardedAddon(exported(), "An addon", () => ({ mounts })) as ReturnType<typeof exported>;
  for (const path of ["/data/x", join(folder.path, "fresh")])
    expect(() => addon.write(path)).toThrow(/^An addon, write, was given ".*", which is not as on the host's own disk/);
});

test("an addon in a container with mounts alone finds them", () => {
  const mounts = mounted(mountAt("/data"));
  const lent = new LentFiles(mounts);
  const addon = guardedAddon(exported(), "An addon", () => ({ mounts, lent })) as ReturnType<typeof exported>;
  expect(addon.write("/data/x")).toMatch(LENT);
  expect([addon.write("/tmp/none"), new addon.Store("new.db").name]).toEqual(["/tmp/none", "new.db"]);
  lent.close();
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
