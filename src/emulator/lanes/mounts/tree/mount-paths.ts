import { realpathSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { withoutProcessLinks } from "./process-links.js";

/**
 * What a call does with what is at a path: goes through it if it is a directory, looks at it, at all that is below it,
 * writes what it holds, or changes it otherwise, such as that it is there.
 */
export type Use = "pass" | "look" | "look below" | "write" | "change";

/** Whether what is at a path may be other afterwards. */
export function isChanging(use: Use): boolean {
  return use === "write" || use === "change";
}

/** What a container's disk has outside of its mounts. */
export interface Layer {
  /** Whether everything is as this machine has it, and nothing is open. */
  readonly isUntouched: boolean;
  /**
   * Whether it is asked, and not what lies below it.
   * @param path absolute and normalised
   */
  has(path: string, use: Use): boolean;
  /** Paths at which something was changed. */
  readonly changed: ReadonlySet<string>;
}

/** Which paths are below which mounts. */
export class MountPaths {
  /** `undefined`: all else is the host's. */
  layer: Layer | undefined;
  /** Where the container works, since it has said so. */
  directory: string | undefined;
  /** Hears of each path before it is decided whose it is. @throws if it may not be used now */
  asked: ((path: unknown, use: Use) => void) | undefined;
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

  /** Whether everything is as this machine has it, and nothing is open. */
  get isUntouched(): boolean {
    return this.#mounts.length === 0 && this.layer?.isUntouched === true;
  }

  /**
   * Whether a path, as functions of `fs` take it, is in a mount, or of the container's own layer: a string, a buffer, a
   * `file:` URL.
   */
  has(path: unknown, use: Use = "look"): boolean {
    this.asked?.(path, use);
    if (!isChanging(use) && this.isUntouched) return false;
    if (path === this.#last && (!this.layer || (use === "pass" && !this.#hadLast))) return this.#hadLast;
    if (this.layer && use.startsWith("look") && goesUp(path)) return true; // from where may be the container's alone
    const absolute = this.placeOf(path);
    const has =
      absolute !== undefined && (this.mountOf(absolute) !== undefined || this.layer?.has(absolute, use) === true);
    if (absolute !== undefined && absolute === path && (!this.layer || use === "look")) {
      this.#last = absolute;
      this.#hadLast = has;
    }
    return has;
  }

  /**
   * A path, as functions of `fs` take it, absolute, normalised, and without the links of processes that lead to it.
   *
   * @param follows also such a link at its end
   */
  placeOf(path: unknown, follows: boolean = true): string | undefined {
    const absolute = absolutePath(path);
    return absolute && withoutProcessLinks(absolute, this.directory, follows);
  }

  /** Something has changed: what was asked for last may be answered otherwise. */
  forgetLast(): void {
    this.#last = undefined;
  }

  /** Whether a path, as functions of `fs` take it, is of a folder of the host with a mount somewhere below it. */
  isAbove(path: unknown): boolean {
    const absolute = this.placeOf(path);
    if (absolute === undefined || this.mountOf(absolute) !== undefined) return false;
    return this.#holdsMount(absolute) || this.#holdsMount(resolved(absolute));
  }

  #holdsMount(path: string): boolean {
    const below = path.endsWith("/") ? path : `${path}/`;
    return this.#mounts.some((mount) => mount.startsWith(below));
  }

  /**
   * Whether a text, such as an argument of a command, names a path outside of mounts at which the container has changed
   * something.
   */
  isChangedAt(text: string): boolean {
    if (!this.layer) return false;
    for (const path of this.layer.changed) if (mentions(text, path)) return true;
    const path = /^\.{0,2}\//.test(text) ? posix.resolve(text) : undefined;
    return path !== undefined && this.mountOf(path) === undefined && this.layer.has(path, "look");
  }

  /** Whether a text, such as an argument of a command, names something in a mount. @returns the mount */
  mentionedIn(text: string): string | undefined {
    return this.mountOf(posix.resolve(text)) ?? this.#mounts.find((mount) => mentions(text, mount));
  }
}

/** Whether a path, as functions of `fs` take it, has `..` in it. */
function goesUp(path: unknown): boolean {
  if (path instanceof Uint8Array) return goesUp(Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString());
  return typeof path === "string" && path.includes("..") && path.split("/").includes("..");
}

/** A path as functions of `fs` take it, absolute and normalised. */
export function absolutePath(path: unknown): string | undefined {
  if (typeof path === "string") return isNormal(path) ? path : posix.resolve(path);
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
export function isNormal(path: string): boolean {
  return (
    path.charCodeAt(0) === 47 && !path.includes("/.") && !path.includes("//") && !(path.endsWith("/") && path !== "/")
  );
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
