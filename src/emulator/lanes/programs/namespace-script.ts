import { realFs as fs } from "../exchange/real-fs.js";

/** Top-level folders that are no disk. */
const NO_DISK: readonly string[] = ["/proc", "/sys", "/dev"];

/** A folder of the machine, over which what programs write is kept in a folder of its own. */
export interface Covered {
  /** Absolute. */
  readonly path: string;
  /** The folder, below the working directory of the {@link Namespace}. */
  readonly upper: string;
}

/** A mount of the container: a folder of its own. */
export interface Bound {
  readonly path: string;
  /** Below the same working directory. */
  readonly folder: string;
  readonly readOnly: boolean;
}

/** What is mounted somewhere, as `/proc/self/mountinfo` has it. */
interface MountPoint {
  readonly path: string;
  readonly isReadOnly: boolean;
}

export interface Plan {
  readonly covered: readonly Covered[];
  readonly script: string;
}

/**
 * How a namespace is set up in which programs see the machine's folders, and what they write there is kept elsewhere.
 * @param base a folder of the machine that nobody needs in there
 * @param options of overlays
 */
export function namespacePlan(base: string, bounds: readonly Bound[], options: string): Plan {
  const entries = fs.readdirSync("/", { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `/${name}`);
  const top = folders.filter((path) => !NO_DISK.includes(path) && path !== "/lost+found");
  const nested = mountPoints().filter(({ path }) => top.some((each) => path.startsWith(`${each}/`)));
  const inner = nested.filter(({ path, isReadOnly }) => !isReadOnly && isFolder(path)).map(({ path }) => path);
  const covered = [...top, ...inner].map((path, index) => ({ path, upper: `up/${index}` }));
  const overlay = ({ path, upper }: Covered, index: number): string => {
    const at = quoted(`root${path}`);
    const layers = [`lowerdir=${escaped(path)}`, `upperdir=${base}/${upper}`, `workdir=${base}/spare/${index}`];
    const otherwise = top.includes(path)
      ? `mount --rbind ${quoted(path)} ${at} && mount -o remount,bind,ro ${at}`
      : "true";
    return `mkdir -p ${at} ${upper} spare/${index}\nmount -t overlay overlay -o ${quoted(layers.join(",") + options)} ${at} || { ${otherwise}; }`;
  };
  return {
    covered,
    script: [
      "set -e",
      ...STAYING,
      "PATH=$PATH:/usr/sbin:/sbin:/usr/bin:/bin",
      `mount -t tmpfs -o mode=755 modal-emulator ${base}`,
      `cd ${base}`,
      "mkdir up spare root mounts",
      "mount -t tmpfs -o mode=755 disk root",
      ...covered.map(overlay),
      ...nested.filter(({ path, isReadOnly }) => isReadOnly && isFolder(path)).map(({ path }) => bind(path)),
      ...[...nested.map(({ path }) => path), ...entries.map(({ name }) => `/${name}`)]
        .filter(isFile)
        .map((path) => `cp -p ${quoted(path)} ${quoted(`root${path}`)} || true`),
      ...NO_DISK.filter((path) => folders.includes(path)).map(
        (path) => `mkdir root${path} && mount --rbind ${path} root${path}`,
      ),
      "mount -t tmpfs -o mode=1777 shm root/dev/shm",
      ...entries
        .filter((entry) => entry.isSymbolicLink())
        .map(({ name }) => `ln -s ${quoted(fs.readlinkSync(`/${name}`))} ${quoted(`root/${name}`)}`),
      ...bounds.map(mountOf),
      "mkdir root/.old",
      "cd root",
      "pivot_root . .old",
      `cd /.old${base}`,
      "umount -l /.old",
      "rmdir /.old",
      "mkdir ready",
      "while read -r line; do :; done", // until whoever has started it goes
      ...endAll("[ $each/ns/mnt -ef $$/ns/mnt ]"), // also what programs have left behind
    ].join("\n"),
  };
}

function mountOf({ path, folder, readOnly }: Bound): string {
  const at = quoted(`root${path}`);
  const made = `mkdir -p ${at} ${folder} && mount --bind ${folder} ${at}`;
  return readOnly ? `${made} && mount -o remount,bind,ro ${at}` : made;
}

function bind(path: string): string {
  return `mount --rbind ${quoted(path)} ${quoted(`root${path}`)} || true`;
}

/** In a shell of ours: `pkill sh` of a program means those of programs. */
export const STAYING: readonly string[] = [
  "trap '' HUP INT QUIT TERM",
  "printf modal-emulator > /proc/$$/comm || true",
];

/** How often others are looked for at most, and how often none may be found: they may start more of them meanwhile. */
export const PASSES = { most: 20, clean: 2 };

/**
 * Ends all other processes of which something holds.
 * @param holds a command of a shell, which finds the number in `each`
 */
export function endAll(holds: string): readonly string[] {
  return [
    "cd /proc",
    `passes=${PASSES.most} clean=0`,
    `while [ $passes -gt 0 ] && [ $clean -lt ${PASSES.clean} ]; do`,
    "  passes=$((passes - 1)) clean=$((clean + 1))",
    "  for each in [0-9]*; do",
    `    if [ $each != $$ ] && ${holds}; then kill -9 $each && clean=0 || true; fi`,
    "  done",
    "done",
  ];
}

/** As one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** As `mount` takes a path among options. */
function escaped(path: string): string {
  return path.replaceAll(/[\\:,]/g, String.raw`\$&`);
}

function mountPoints(): MountPoint[] {
  const found = new Map<string, MountPoint>();
  for (const line of fs.readFileSync("/proc/self/mountinfo", "utf8").split("\n")) {
    const [, , , , at, options] = line.split(" ");
    if (at === undefined || options === undefined) continue;
    const path = at.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
    found.set(path, { path, isReadOnly: options.split(",").includes("ro") });
  }
  return [...found.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

function statOf(path: string): ReturnType<typeof fs.statSync> | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // of somebody else
  }
}
