import { realpathSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

/** Which paths are below which mounts. */
export class MountPaths {
  /** The longest first: a mount may be inside another one. */
  readonly #mounts: readonly string[];
  /** What was asked for last, and the answer: whoever routes a call asks, and then whoever guards it. */
  #last: string | undefined;
  #hadLast = false;

  constructor(mounts: readonly string[]) {
    this.#mounts = mounts.toSorted((one, other) => other.length - one.length);
  }

  /** The mount that an absolute, normalised path is in. */
  mountOf(path: string): string | undefined {
    for (const mount of this.#mounts)
      if (path.startsWith(mount) && (path.length === mount.length || path.charCodeAt(mount.length) === 47))
        return mount;
    return undefined;
  }

  isMountPoint(path: string): boolean {
    return this.#mounts.includes(path);
  }

  /** Whether a path, as functions of `fs` take it, is in a mount: a string, a buffer, a `file:` URL. */
  has(path: unknown): boolean {
    if (path === this.#last) return this.#hadLast;
    const absolute = absolutePath(path);
    const has = absolute !== undefined && this.mountOf(absolute) !== undefined;
    if (absolute !== undefined && absolute === path) {
      this.#last = absolute;
      this.#hadLast = has;
    }
    return has;
  }

  /** Whether a path, as functions of `fs` take it, is of a folder of the host with a mount somewhere below it. */
  isAbove(path: unknown): boolean {
    const absolute = absolutePath(path);
    if (absolute === undefined || this.mountOf(absolute) !== undefined) return false;
    return this.#holdsMount(absolute) || this.#holdsMount(resolved(absolute));
  }

  #holdsMount(path: string): boolean {
    const below = path.endsWith("/") ? path : `${path}/`;
    return this.#mounts.some((mount) => mount.startsWith(below));
  }

  /** Whether a text, such as an argument of a command, names something in a mount. @returns the mount */
  mentionedIn(text: string): string | undefined {
    return this.mountOf(posix.resolve(process.cwd(), text)) ?? this.#mounts.find((mount) => mentions(text, mount));
  }
}

/** A path as functions of `fs` take it, absolute and normalised. */
function absolutePath(path: unknown): string | undefined {
  if (typeof path === "string") return isNormal(path) ? path : posix.resolve(process.cwd(), path);
  if (path instanceof Uint8Array)
    return absolutePath(Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString());
  if (
    typeof path !== "object" ||
    path === null ||
    !("href" in path) ||
    !("protocol" in path) ||
    path.protocol !== "file:"
  )
    return undefined;
  try {
    return absolutePath(fileURLToPath(String(path.href)));
  } catch {
    return undefined; // Node says what is wrong with it
  }
}

/** The same place without the links that lead to it; links at its own end are left. */
function resolved(path: string): string {
  try {
    return posix.join(realpathSync(posix.dirname(path)), posix.basename(path));
  } catch {
    return path; // it is not there
  }
}

/** Absolute, and neither doubled separators nor dots, as far as can be told at once. */
function isNormal(path: string): boolean {
  return path.charCodeAt(0) === 47 && !path.includes("/.") && !path.includes("//");
}

/** Whether a text has a path as a word of its own, such as `cat /data/x` or `--out=/data`. */
function mentions(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + path.length] ?? " ";
    if (!/[\w./-]/.test(before) && !/[\w.-]/.test(after)) return true;
  }
  return false;
}
