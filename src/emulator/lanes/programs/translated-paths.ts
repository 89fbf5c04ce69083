import { posix } from "node:path";
import { UnimplementedError } from "../../../contract/errors.js";
import type { DiskExchange } from "../exchange/disk-exchange.js";
import { isChanged } from "../exchange/whole-folder.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { MountLink } from "../mounts/tree/memfs-core.js";

/** Paths in a text, such as a script of a shell. */
const PATHS = /(?<![\w./-])\/(?![/\s])[^\s"'`;|&<>()$*?[\]{}\\]*/g;
/** An option with a path of its own. */
const OPTION = /^(-[A-Za-z]|--?[\w-]+=)(\/.*)$/s;
/** Of `/dev`, only what is in memory are files. */
const SYSTEM = /^\/(?:dev(?!\/shm\/)|proc|sys)(?:\/|$)/;
/** Rather one of `sed` than a path. */
const PATTERN = /^\/[^/]*\/[dgIip]*$/;
const MAX_LINKS = 40;

/** Where a path leads, links on the way being followed. */
interface Place {
  /** Without links on the way; at its end there may be one. */
  readonly path: string;
  /** `undefined` if nothing is there. */
  readonly link: MountLink | undefined;
  /** The nearest folder that is there. */
  readonly above: string;
}

/**
 * What programs are told instead of paths of their container: those in a folder of this machine, in which they find what
 * the container has changed, its mounts, and what is in its image.
 */
export class TranslatedPaths {
  readonly #mounts: ContainerMounts;
  readonly #exchange: DiskExchange;
  readonly #real: (path: string) => string;

  /** @param real where a path of the container is in that folder */
  constructor(mounts: ContainerMounts, exchange: DiskExchange, real: (path: string) => string) {
    this.#mounts = mounts;
    this.#exchange = exchange;
    this.#real = real;
  }

  /** The directory in which a program is to work. */
  directory(path: string): string {
    return path === "/" ? path : (this.#found(path) ?? path);
  }

  /** An argument: a path, an option with one, or a text with paths in it. @param cwd of the program, a path of the container */
  argument(text: string, cwd: string): string {
    const [, option = "", path = text] = OPTION.exec(text) ?? [];
    if (!path.startsWith("/")) return this.#relative(text, cwd) ?? text.replaceAll(PATHS, (each) => this.#list(each));
    if (this.#isThere(path) || !/[\s"'`;|&<>()$*?[\]{}\\:,]/.test(path)) return option + this.#one(path);
    return text.replaceAll(PATHS, (each) => this.#list(each));
  }

  /** A variable of the environment, as in `NAME=value`; its value may be a list. */
  variable(pair: string): string {
    const [name, ...values] = pair.split("=");
    const parts = values.join("=").split(":");
    return `${name}=${parts.map((part) => (part.startsWith("/") ? this.#value(part) : part)).join(":")}`;
  }

  /** Folders that this machine has, too, such as the home of a user, stay. */
  #value(path: string): string {
    const place = this.#place(path);
    const node = place?.link?.getNode();
    if (!place || !node || (node.isDirectory() && node.lower === place.path)) return path;
    return this.#found(path) ?? path;
  }

  #relative(text: string, cwd: string): string | undefined {
    if (text === "" || text.startsWith("-") || /\s/.test(text)) return undefined;
    const path = posix.resolve(cwd, text);
    const isInside = path === cwd || path.startsWith(cwd === "/" ? cwd : `${cwd}/`);
    const isTranslated = this.directory(cwd) !== cwd;
    if ((isTranslated && isInside) || !this.#isThere(path)) return undefined;
    return this.#found(path) ?? (isTranslated ? path : undefined);
  }

  /** What may be several, such as `/a:/b`. */
  #list(text: string): string {
    if (this.#isThere(text)) return this.#one(text);
    return text
      .split(/([:,=])/)
      .map((part) => (part.startsWith("/") ? this.#one(part) : part))
      .join("");
  }

  #one(path: string): string {
    const found = this.#found(path) ?? this.#missing(path);
    return found === undefined ? path : found + (path.endsWith("/") ? "/" : "");
  }

  #isThere(path: string): boolean {
    return this.#place(path)?.link !== undefined;
  }

  /** @returns `undefined` if it is as this machine has it, or not there */
  #found(path: string, links = 0): string | undefined {
    const place = this.#place(path);
    if (!place?.link || place.path === "/") return undefined;
    const target = place.link.getNode().symlink;
    if (target !== undefined) {
      const to = posix.resolve(posix.dirname(place.path), target);
      const isFound = links < MAX_LINKS && this.#found(to, links + 1) !== undefined;
      if (!isFound && !this.#isOwn(place.path, place.link)) return undefined;
      this.#exchange.lend(place.path);
    } else if (!this.#isOwn(place.path, place.link)) return undefined;
    else this.#complete(place.path, place.link);
    return this.#real(place.path);
  }

  /** What a program makes where nothing is, is the container's. */
  #missing(path: string): string | undefined {
    const place = this.#place(path);
    if (!place || place.link || (place.above === "/" && PATTERN.test(path))) return undefined;
    this.#exchange.makeFolder(place.above);
    return this.#real(place.path);
  }

  #isOwn(path: string, link: MountLink): boolean {
    const { paths, specs, lower } = this.#mounts;
    return (
      paths.mountOf(path) !== undefined ||
      specs.some((spec) => spec.path.startsWith(`${path}/`)) ||
      lower?.isOwn(path, false) === true ||
      isChanged(link, lower)
    );
  }

  #complete(path: string, link: MountLink): void {
    const node = link.getNode();
    if (!node.isDirectory() || node.lower !== path || this.#exchange.complete(path)) return;
    throw new UnimplementedError(
      `A child process was given ${JSON.stringify(path)}, where the container has changed something, and this machine has more files than are copied for one. Give it a smaller folder, or one of the container's own, as \`cwd\` and in its arguments; let it find the whole disk (\`children: "namespace"\`, on Linux), or give containers the disk of this machine (\`disk: "host"\`).`,
    );
  }

  /** @returns `undefined` for what is no disk, or not to be looked at by this user */
  #place(path: string): Place | undefined {
    const normal = posix.resolve(path);
    try {
      return SYSTEM.test(normal) ? undefined : this.#looked(normal);
    } catch {
      return undefined;
    }
  }

  #looked(normal: string): Place | undefined {
    const { tree } = this.#mounts;
    if (normal === "/") return { path: normal, link: tree.root, above: normal };
    let above = tree.walk(posix.dirname(normal), true);
    const rest = [posix.basename(normal)];
    for (let at = posix.dirname(normal); typeof above === "string" && at !== "/";) {
      rest.unshift(posix.basename(at));
      at = posix.dirname(at);
      above = tree.walk(at, true);
    }
    if (typeof above === "string" || !above.getNode().isDirectory()) return undefined;
    const folder = above.getPath() || "/";
    const link = rest.length === 1 ? tree.child(above, rest[0] ?? "") : undefined;
    const found = posix.join(folder, ...rest);
    return SYSTEM.test(found) ? undefined : { path: found, link, above: folder };
  }
}
