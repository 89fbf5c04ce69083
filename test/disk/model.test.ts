import fc from "fast-check";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { routedMember } from "../../src/emulator/lanes/mounts/fs/routed-member.js";
import { HOST_FILES } from "../../src/emulator/lanes/mounts/host-files.js";
import { lowerFiles } from "../../src/emulator/lanes/mounts/image-layer.js";
import { mountAt, mountedOver, storedDirectory, storedFile } from "../mounts/mounted.js";
import { isSoak, SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const names = fc.constantFrom("a", "b", "c", "link");
const paths = fc.oneof(
  { weight: 9, arbitrary: fc.array(names, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/")) },
  // the folder itself is left to be found, too: joining would take the dots away
  { weight: 1, arbitrary: fc.tuple(names, names, names).map(([one, ...others]) => [one, "..", ...others].join("/")) },
);
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
      fc.constant("writeFileSync"),
      below,
      texts,
      fc.constantFrom({ flag: "r+" }, { flag: "wx" }, { flag: "a" }),
    ),
    fc.tuple(
      fc.constantFrom("readFileSync", "readdirSync", "readlinkSync", "existsSync", "unlinkSync", "rmdirSync"),
      below,
    ),
    fc.tuple(fc.constantFrom("realpathSync", "accessSync", "opendirSync", "globSync"), below),
    fc.tuple(
      fc.constant("globSync"),
      fc
        .tuple(fc.constantFrom("", "a/", "link/", "c/link/"), fc.constantFrom("*", "**", "*/*"))
        .map((parts) => new Below(parts.join(""))),
    ),
    fc.tuple(fc.constantFrom("statSync", "lstatSync"), below),
    fc.tuple(fc.constant("openSync"), below, fc.constantFrom("r", "r+", "w", "a+", "wx"), texts),
    fc.tuple(fc.constantFrom("utimesSync", "lutimesSync"), below, fc.constant(1), fc.constant(2)),
    fc.tuple(fc.constantFrom("chownSync", "lchownSync"), below, fc.constant(-1), fc.constant(-1)),
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

const INTO_ITS_FOLDER: Step[] = [["renameSync", new Below("a/b/c/a"), new Below("a")]];

/** What somebody made before. */
function furnish(folder: string): void {
  fs.mkdirSync(join(folder, "a/b/c"), { recursive: true });
  fs.writeFileSync(join(folder, "a/b/c/a"), "deep");
  fs.writeFileSync(join(folder, "a/c"), "text");
  fs.mkdirSync(join(folder, "c"));
  fs.symlinkSync("a/b", join(folder, "link"));
  fs.symlinkSync("../a", join(folder, "c/link"));
}

/** What shows through besides: files of an image, and what is in a mount. */
interface Layers {
  readonly image: boolean;
  readonly mount: boolean;
}
const OF_IMAGE: readonly (readonly [path: string, text: string])[] = [
  ["a/b/a", "of the image"],
  ["c/a/b", "deep in the image"],
  ["a/c", "instead of what is there"],
];
const MOUNT = "b";
const IN_MOUNT: readonly (readonly [path: string, text: string])[] = [
  ["a", "in the mount"],
  ["c/a", "deep in the mount"],
];

/** The same as plain files. */
function furnishLayers(folder: string, { image, mount }: Layers): void {
  const files = [
    ...(image ? OF_IMAGE : []),
    ...(mount ? IN_MOUNT.map(([path, text]) => [`${MOUNT}/${path}`, text] as const) : []),
  ];
  for (const [path, text] of files) {
    fs.mkdirSync(dirname(join(folder, path)), { recursive: true });
    fs.writeFileSync(join(folder, path), text);
  }
}

/** A disk with them. @param elsewhere where the files of the image are on this machine */
function layered(lower: string, elsewhere: string, { image, mount }: Layers): ReturnType<typeof mountedOver> {
  const files = (image ? OF_IMAGE : []).map(([path, text], index) => {
    const local = join(elsewhere, `file-${index}`);
    fs.mkdirSync(elsewhere, { recursive: true });
    fs.writeFileSync(local, text);
    return { remote: join(lower, path), local };
  });
  const inMount = [
    ["c", storedDirectory] as const,
    ...IN_MOUNT.map(([path, text]) => [path, storedFile(text)] as const),
  ];
  return mountedOver(lowerFiles(files, HOST_FILES), ...(mount ? [mountAt(join(lower, MOUNT), inMount)] : []));
}

/** What is another file system's to a mount, and not to a plain folder: `EXDEV`, `EBUSY`. */
function isOfMount(folder: string, [name, ...args]: Step): boolean {
  if (!/^(?:rename|link|rm|rmdir|unlink|cp)Sync$/.test(name)) return false;
  const places = args
    .filter((arg) => arg instanceof Below)
    .flatMap(({ path }) => [path, relative(folder, realPlace(join(folder, path)))]);
  const inMount = places.map((place) => place.startsWith(`${MOUNT}/`));
  return places.includes(MOUNT) || (/^(?:rename|link)/.test(name) && inMount.includes(true) && inMount.includes(false));
}

/** Node takes the dots away before it looks, in one of its three forms of `realpath`. */
function isTidied([name, path]: Step): boolean {
  return name === "realpathSync" && path instanceof Below && path.path.includes("..");
}

/** Where the last name of a path is, the links on the way followed. */
function realPlace(path: string): string {
  try {
    return join(fs.realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
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

const layers = fc.record({ image: fc.boolean(), mount: fc.boolean() });

const isNotOf =
  (name: string) =>
  (entry: unknown): boolean =>
    Array.isArray(entry) && entry[0] !== name && !String(entry[0]).startsWith(`${name}/`);

/** What does not depend on when and where it was asked. */
function known(stats: fs.Stats): unknown {
  return [stats.mode, stats.isDirectory() ? 0 : stats.size];
}

/** Opens a file, writes to it and reads from it. */
function used(call: Calls, folder: string, [path, flags, text]: readonly unknown[]): unknown {
  const fd = call("openSync", `${folder}/${(path as Below).path}`, flags);
  const results: unknown[] = [];
  for (const [name, ...args] of [
    ["writeSync", fd, text, 1],
    ["ftruncateSync", fd, 4],
    ["readFileSync", fd, "utf8"],
    ...(flags === "r" ? [] : [["fchmodSync", fd, 0o640] as const]), // in a container, that is refused
    ["writeSync", fd, text],
  ] as const)
    try {
      results.push(call(name, ...args));
    } catch (error) {
      results.push((error as NodeJS.ErrnoException).code);
    }
  const found = known(call("fstatSync", fd) as fs.Stats);
  call("closeSync", fd);
  return [...results, found];
}

type Calls = (name: string, ...args: unknown[]) => unknown;
const real: Calls = (name, ...args) => (Reflect.get(fs, name) as Calls)(...(args as [string]));

test("a disk of one's own is as a copy of the machine's, which stays as it was", { timeout: SEARCH_LIMIT_MS }, () => {
  let errors = 0;
  let succeeded = 0;
  fc.assert(
    fc.property(steps, layers, (program, over) => {
      using base = fs.mkdtempDisposableSync(join(tmpdir(), "disk-"));
      const [lower, copy] = [join(base.path, "lower"), join(base.path, "copy")];
      for (const folder of [lower, copy]) furnish(folder);
      furnishLayers(copy, over);
      const mounts = layered(lower, join(base.path, "elsewhere"), over);
      const before = seen(real, base.path);
      const routed: Calls = (name, ...args) =>
        (routedMember(name, Reflect.get(fs, name), () => mounts) as Calls)(...(args as [string]));
      const outcome = (call: Calls, folder: string, [name, ...args]: Step): unknown => {
        try {
          if (name === "openSync") return used(call, folder, args);
          const result = call(name, ...args.map((arg) => (arg instanceof Below ? `${folder}/${arg.path}` : arg)));
          succeeded++;
          if (result instanceof fs.Stats) return known(result);
          if (result instanceof fs.Dir) return result.closeSync();
          return typeof result === "string"
            ? result.replace(folder, "")
            : Array.isArray(result)
              ? result.map((found) => String(found).replace(folder, "")).toSorted()
              : result;
        } catch (error) {
          errors++;
          return (error as NodeJS.ErrnoException).code?.replace(/^$/, "ELOOP") ?? error; // of which Node's rmSync knows no name
        }
      };
      for (const step of program) {
        if (isFolderCopied(copy, step) || isTidied(step) || (over.mount && isOfMount(copy, step))) continue;
        expect([step, outcome(routed, lower, step)]).toEqual([step, outcome(real, copy, step)]);
      }
      expect(seen(routed, lower)).toEqual(seen(real, copy));
      expect(seen(real, base.path).filter(isNotOf("copy"))).toEqual(before.filter(isNotOf("copy")));
    }),
    {
      numRuns: searchSize(150, 1.1),
      seed: 1,
      examples: [
        [DANGLING, { image: false, mount: false }],
        [INTO_ITS_FOLDER, { image: true, mount: false }],
      ],
    },
  );
  expect(succeeded).toBeGreaterThan(errors / 2);
  if (isSoak) expect(succeeded + errors).toBeGreaterThan(100_000);
});
