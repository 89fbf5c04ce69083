import { posix } from "node:path";
import { fileURLToPath } from "node:url";

/** Which paths are below which mounts. */
export class MountPaths {
  /** The longest first: a mount may be inside another one. */
  readonly #mounts: readonly string[];

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
    if (typeof path === "string")
      return this.mountOf(isNormal(path) ? path : posix.resolve(process.cwd(), path)) !== undefined;
    if (path instanceof Uint8Array)
      return this.has(Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString());
    if (
      typeof path !== "object" ||
      path === null ||
      !("href" in path) ||
      !("protocol" in path) ||
      path.protocol !== "file:"
    )
      return false;
    try {
      return this.has(fileURLToPath(String(path.href)));
    } catch {
      return false; // Node says what is wrong with it
    }
  }

  /** Whether a text, such as an argument of a command, names something in a mount. @returns the mount */
  mentionedIn(text: string): string | undefined {
    return this.mountOf(posix.resolve(process.cwd(), text)) ?? this.#mounts.find((mount) => mentions(text, mount));
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
