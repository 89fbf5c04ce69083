import fc from "fast-check";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { routedMember } from "../../src/emulator/lanes/mounts/fs/routed-member.js";
import { HOST_FILES } from "../../src/emulator/lanes/mounts/host-files.js";
import { mountedOver } from "../mounts/mounted.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const names = fc.constantFrom("a", "b", "c", "link");
const paths = fc.array(names, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/"));
const texts = fc.string({ maxLength: 5 });
type Step = readonly [name: string, ...args: unknown[]];
/** A path below the folder that is worked on. */
class Below {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}
const below = paths.map((path) => new Below(path));
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.tuple(fc.constantFrom("writeFileSync", "appendFileSync"), below, texts),
    fc.tuple(
      fc.constantFrom("readFileSync", "readdirSync", "readlinkSync", "existsSync", "unlinkSync", "rmdirSync"),
      below,
    ),
    fc.tuple(fc.constant("readdirSync"), below, fc.constant({ recursive: true })),
    fc.tuple(fc.constant("mkdirSync"), below, fc.constantFrom({}, { recursive: true })),
    fc.tuple(fc.constant("rmSync"), below, fc.constant({ recursive: true, force: true })),
    fc.tuple(fc.constantFrom("renameSync", "linkSync", "copyFileSync"), below, below),
    fc.tuple(fc.constant("symlinkSync"), names, below),
    fc.tuple(fc.constant("chmodSync"), below, fc.constantFrom(0o600, 0o755)),
    fc.tuple(fc.constant("truncateSync"), below, fc.integer({ min: 0, max: 9 })),
  ),
  { maxLength: 30 },
);

/** Was found by a long search. */
const DANGLING: Step[] = [
  ["rmSync", new Below("a"), { recursive: true, force: true }],
  ["mkdirSync", new Below("link"), { recursive: true }],
];

/** What somebody made before. */
function furnish(folder: string): void {
  fs.mkdirSync(join(folder, "a/b/c"), { recursive: true });
  fs.writeFileSync(join(folder, "a/b/c/a"), "deep");
  fs.writeFileSync(join(folder, "a/c"), "text");
  fs.mkdirSync(join(folder, "c"));
  fs.symlinkSync("a/b", join(folder, "link"));
  fs.symlinkSync("../a", join(folder, "c/link"));
}

/** All that is there, by its path. */
function seen(read: Calls, folder: string, path = ""): unknown[] {
  const whole = join(folder, path);
  return (read("readdirSync", whole) as string[]).toSorted().flatMap((name) => {
    const each = join(path, name);
    const stats = read("lstatSync", join(folder, each)) as fs.Stats;
    if (stats.isSymbolicLink()) return [[each, read("readlinkSync", join(folder, each))]];
    const mode = stats.mode & 0o777;
    if (stats.isDirectory()) return [[each, mode], ...seen(read, folder, each)];
    return [[each, mode, String(read("readFileSync", join(folder, each)))]];
  });
}

/** Node's own then fails, and removes what is at the other path. */
function isFolderCopied(folder: string, [name, path]: Step): boolean {
  return name === "copyFileSync" && path instanceof Below && fs.existsSync(join(folder, path.path, "."));
}

type Calls = (name: string, ...args: unknown[]) => unknown;
const real: Calls = (name, ...args) => (Reflect.get(fs, name) as Calls)(...(args as [string]));

test("a disk of one's own is as a copy of the machine's, which stays as it was", { timeout: SEARCH_LIMIT_MS }, () => {
  let errors = 0;
  let succeeded = 0;
  fc.assert(
    fc.property(steps, (program) => {
      using base = fs.mkdtempDisposableSync(join(tmpdir(), "disk-"));
      const [lower, copy] = [join(base.path, "lower"), join(base.path, "copy")];
      for (const folder of [lower, copy]) furnish(folder);
      const before = seen(real, lower);
      const mounts = mountedOver(HOST_FILES);
      const routed: Calls = (name, ...args) =>
        (routedMember(name, Reflect.get(fs, name), () => mounts) as Calls)(...(args as [string]));
      const outcome = (call: Calls, folder: string, [name, ...args]: Step): unknown => {
        try {
          const result = call(name, ...args.map((arg) => (arg instanceof Below ? join(folder, arg.path) : arg)));
          succeeded++;
          return typeof result === "string"
            ? result.replace(folder, "")
            : Array.isArray(result)
              ? result.toSorted()
              : result;
        } catch (error) {
          errors++;
          return (error as NodeJS.ErrnoException).code?.replace(/^$/, "ELOOP") ?? error; // of which Node's rmSync knows no name
        }
      };
      for (const step of program) {
        if (isFolderCopied(copy, step)) continue;
        expect([step, outcome(routed, lower, step)]).toEqual([step, outcome(real, copy, step)]);
      }
      expect(seen(routed, lower)).toEqual(seen(real, copy));
      expect(seen(real, lower)).toEqual(before);
    }),
    { numRuns: searchSize(150, 0.3), seed: 1, examples: [[DANGLING]] },
  );
  expect(succeeded).toBeGreaterThan(errors / 2);
});
