import fc from "fast-check";
import type { Dirent, Stats } from "node:fs";
import { expect, test } from "vitest";
import type { ContainerMounts } from "../../src/emulator/lanes/mounts/container-mounts.js";
import type { FileChange, StoredFile } from "../../src/contract/stored-file.js";
import { caller, mountAt, mounted, storedDirectory, storedFile } from "./mounted.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

type Flat = Map<string, StoredFile>;

/** The plainest file system there is: what changes mean, for whoever stores them. */
function applied(flat: Flat, changes: readonly FileChange[]): Flat {
  const next = new Map(flat);
  for (const [path, file] of changes) {
    for (const name of [...next.keys()])
      if ((file === null || file.kind !== "directory") && (name === path || name.startsWith(`${path}/`)))
        next.delete(name);
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (file && parent !== "" && next.get(parent)?.kind !== "directory")
      throw new Error(`${path} comes before its directory`);
    if (file) next.set(path, file);
  }
  return next;
}

function comparable(flat: Flat): unknown {
  return Object.fromEntries(
    [...flat]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, file]) => {
        if (file.kind === "file")
          return [path, { mode: file.mode, mtimeMs: file.mtimeMs, text: Buffer.from(file.content).toString() }];
        return [path, file.kind === "directory" ? { directory: file.mode } : { target: file.target }];
      }),
  );
}

/** Everything that is there, found by walking through `fs`. */
function walk(mounts: ContainerMounts): Flat {
  const call = caller(mounts);
  const found: Flat = new Map();
  for (const entry of call("readdirSync", "/data", { recursive: true, withFileTypes: true }) as Dirent[]) {
    const path = `${entry.parentPath}/${entry.name}`;
    const name = path.slice("/data/".length);
    const stats = call("lstatSync", path) as Stats;
    const { mtimeMs } = stats;
    if (stats.isSymbolicLink())
      found.set(name, { kind: "symlink", target: call("readlinkSync", path) as string, mtimeMs });
    else if (stats.isDirectory()) found.set(name, { kind: "directory", mode: stats.mode & 0o7777, mtimeMs });
    else
      found.set(name, { kind: "file", content: new SharedArrayBuffer(stats.size), mode: stats.mode & 0o7777, mtimeMs });
    const file = found.get(name);
    if (file?.kind === "file") Buffer.from(file.content).set(call("readFileSync", path) as Buffer);
  }
  return found;
}

const names = fc.constantFrom("a", "b", "c");
const paths = fc.array(names, { minLength: 1, maxLength: 3 }).map((steps) => `/data/${steps.join("/")}`);
const texts = fc.string({ maxLength: 5 });
const operations = fc.oneof(
  fc.tuple(fc.constant("writeFileSync"), paths, texts),
  fc.tuple(fc.constant("appendFileSync"), paths, texts),
  fc.tuple(fc.constant("mkdirSync"), paths),
  fc.tuple(fc.constant("mkdirSync"), paths, fc.constant({ recursive: true })),
  fc.tuple(fc.constant("rmSync"), paths, fc.constant({ recursive: true, force: true })),
  fc.tuple(fc.constantFrom("unlinkSync", "rmdirSync"), paths),
  fc.tuple(fc.constantFrom("renameSync", "renameSync", "linkSync", "copyFileSync"), paths, paths),
  fc.tuple(fc.constant("cpSync"), paths, paths, fc.constant({ recursive: true })),
  fc.tuple(fc.constant("symlinkSync"), fc.oneof(paths, names), paths),
  fc.tuple(fc.constant("chmodSync"), paths, fc.constantFrom(0o600, 0o755)),
  fc.tuple(fc.constant("utimesSync"), paths, fc.constant(5), fc.integer({ min: 0, max: 9 })),
  fc.tuple(fc.constant("truncateSync"), paths, fc.integer({ min: 0, max: 9 })),
  fc.tuple(fc.constant("partial"), paths, texts, fc.integer({ min: 0, max: 9 })),
  fc.tuple(fc.constant("hold"), paths),
  fc.tuple(fc.constant("writeHeld"), texts),
);
const stored = fc.array(fc.tuple(names, fc.option(texts)), { maxLength: 2 });
const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: operations },
    { weight: 1, arbitrary: fc.constantFrom(["take"] as const, ["fail"] as const) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("apply"), stored) },
  ),
  { maxLength: 30 },
);

test(
  "what is taken, put on what was there, is what is there now; also after what others stored is applied, and after taking failed",
  { timeout: SEARCH_LIMIT_MS },
  () => {
    let errors = 0;
    let succeeded = 0;
    fc.assert(
      fc.property(steps, (program) => {
        let base: Flat = applied(new Map(), [
          ["a", storedDirectory],
          ["a/b", storedFile("ab")],
          ["c", storedFile("c")],
        ]);
        const mounts = mounted(mountAt("/data", [...base]));
        const call = caller(mounts);
        let held: number | undefined;
        const check = (): void => {
          const changes = mounts.takeChanges("/data");
          base = applied(base, changes);
          expect(comparable(base)).toEqual(comparable(walk(mounts)));
          expect(mounts.takeChanges("/data")).toEqual([]);
        };
        for (const [name, ...args] of program) {
          try {
            if (name === "take") check();
            else if (name === "fail") mounts.returnChanges("/data", mounts.takeChanges("/data"));
            else if (name === "apply") {
              const changes = (args[0] as [string, string | null][]).flatMap(([path, text]): FileChange[] => [
                [path, null],
                ...(text === null ? [] : [[path, storedFile(text)] as const]),
              ]);
              base = applied(base, changes);
              mounts.apply("/data", changes);
            } else if (name === "partial") {
              const fd = call("openSync", args[0], "r+") as number;
              call("writeSync", fd, args[1], args[2]);
              call("closeSync", fd);
            } else if (name === "hold") held = call("openSync", args[0], "r+") as number;
            else if (name === "writeHeld") {
              if (held !== undefined) call("writeSync", held, args[0]);
            } else call(name, ...args);
            succeeded++;
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code === undefined) throw error;
            errors++;
          }
        }
        check();
      }),
      { numRuns: searchSize(500), seed: 1 },
    );
    expect(succeeded).toBeGreaterThan(errors / 2);
  },
);
