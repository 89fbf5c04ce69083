import fs, { constants } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { caller, mountAt, mounted, storedFile } from "./mounted.js";

type Call = (name: string, ...args: unknown[]) => unknown;

const directory = fs.mkdtempSync(join(tmpdir(), "slashes-"));
afterAll(() => fs.rmSync(directory, { recursive: true }));

function fill(call: Call, root: string): void {
  call("writeFileSync", `${root}/file`, "text");
  for (const name of ["dir", "empty", "dir/inner"]) call("mkdirSync", `${root}/${name}`);
  call("symlinkSync", "empty", `${root}/link`);
  call("symlinkSync", "nowhere", `${root}/dangling`);
  call("symlinkSync", "dangling", `${root}/twice`);
  call("symlinkSync", "dir/inner", `${root}/deep`);
  call("symlinkSync", "file", `${root}/tofile`);
}

function attempt(call: Call, name: string, args: readonly unknown[]): unknown {
  try {
    const result = call(name, ...args);
    if (name === "openSync") call("closeSync", result);
    return name === "readdirSync" ? result : "done";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

const NAMES = ["file", "dir", "empty", "link", "dangling", "twice", "deep", "tofile", "none"];
const ENDS = ["", "/", "/.", "/./", "/..", "/../dir", "/../none"];
const { O_TRUNC, O_EXCL, O_CREAT, O_RDONLY, O_WRONLY } = constants;
const CALLS: readonly (readonly [name: string, ...args: unknown[]])[] = [
  ["statSync"],
  ["lstatSync"],
  ["readdirSync"],
  ["rmdirSync"],
  ["unlinkSync"],
  ["mkdirSync"],
  ["writeFileSync", "new"],
  ...["r", "w", "wx", "a", "ax", "r+"].map((flags) => ["openSync", flags] as const),
  ...[O_TRUNC | O_EXCL | O_WRONLY, O_CREAT | O_RDONLY, O_CREAT | O_EXCL | O_RDONLY].map(
    (flags) => ["openSync", flags] as const,
  ),
];

describe("paths that end in a slash, in dots or in links mean on a mount what they mean on Linux", () => {
  test.each(CALLS.map(([name, ...args]) => ({ name, args })))("$name $args", ({ name, args }) => {
    for (const [index, path] of NAMES.flatMap((each) => ENDS.map((end) => each + end)).entries()) {
      const root = join(directory, `${name}-${args.join("")}-${index}`);
      fs.mkdirSync(root);
      const real: Call = (each, ...given) =>
        Reflect.apply(Reflect.get(fs, each) as () => unknown, fs, given) as unknown;
      const mount = caller(mounted(mountAt("/data")));
      fill(real, root);
      fill(mount, "/data");
      const [onDisk, onMount] = [
        attempt(real, name, [`${root}/${path}`, ...args]),
        attempt(mount, name, [`/data/${path}`, ...args]),
      ];
      expect([path, onMount]).toEqual([path, onDisk]);
      const tree = (call: Call, top: string): unknown =>
        (call("readdirSync", top, { recursive: true }) as string[]).toSorted();
      expect([path, tree(mount, "/data")]).toEqual([path, tree(real, root)]);
    }
  });

  test("renaming what a name with a slash is", () => {
    for (const [from, to] of [
      ["link/", "x"],
      ["file/", "x"],
      ["file", "x/"],
      ["dir/", "x/"],
      ["deep/", "x"],
      ["dangling/", "x"],
      ["tofile", "file"],
    ] as const) {
      const root = fs.mkdtempSync(join(directory, "rename-"));
      const real: Call = (each, ...given) =>
        Reflect.apply(Reflect.get(fs, each) as () => unknown, fs, given) as unknown;
      const mount = caller(mounted(mountAt("/data")));
      fill(real, root);
      fill(mount, "/data");
      expect([from, to, attempt(mount, "renameSync", [`/data/${from}`, `/data/${to}`])]).toEqual([
        from,
        to,
        attempt(real, "renameSync", [`${root}/${from}`, `${root}/${to}`]),
      ]);
    }
  });
});

describe("a read-only mount stays as it is", () => {
  const link = (target: string) => ({ kind: "symlink", target, mtimeMs: 7 }) as const;
  test.each([
    ["a link that leads nowhere yet", "writeFileSync", ["dangling", "x"]],
    ["a link to such a link", "writeFileSync", ["twice", "x"]],
    ["O_TRUNC and O_EXCL", "openSync", ["file", O_TRUNC | O_EXCL]],
    ["O_TRUNC alone", "openSync", ["file", O_TRUNC]],
    ["O_TRUNC and O_EXCL through a link", "openSync", ["tofile", O_TRUNC | O_EXCL | O_WRONLY]],
  ] as const)("%s", (_, name, [path, arg]) => {
    const files = [
      ["file", storedFile("text")],
      ["dangling", link("nowhere")],
      ["twice", link("dangling")],
      ["tofile", link("file")],
    ] as const;
    const call = caller(mounted(mountAt("/data", files, true)));
    expect(attempt(call, name, [`/data/${path}`, arg])).toBe("EROFS");
    expect(call("readFileSync", "/data/file", "utf8")).toBe("text");
    expect(call("readdirSync", "/data")).not.toContain("nowhere");
  });

  test("also where the link is in another mount", () => {
    const call = caller(mounted(mountAt("/data", [], true), mountAt("/other", [["link", link("/data/new")]])));
    expect(attempt(call, "writeFileSync", ["/other/link", "x"])).toBe("EROFS");
    expect(call("readdirSync", "/data")).toEqual([]);
  });
});
