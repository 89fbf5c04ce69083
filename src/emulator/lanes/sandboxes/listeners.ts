import net from "node:net";
import { realFs as fs } from "../exchange/real-fs.js";

const HOST = "127.0.0.1";
/** The state of a socket that listens, in `/proc/net/tcp`. */
const LISTEN = "0A";

/** Programs that listen on ports of this machine, of those that have a variable in their environment. */
export class Listeners {
  readonly #mark: string;
  /** Who has had a port when it was looked for last. */
  readonly #known = new Map<number, string>();

  /** @param mark the variable, as in `NAME=value` */
  constructor(mark: string) {
    this.#mark = mark;
  }

  /**
   * Whether one of them listens on a port; where there is no `/proc`, whether anybody does. To be called on behalf of
   * nobody.
   */
  async has(port: number): Promise<boolean> {
    const sockets = listening(port);
    if (!sockets) return answers(port);
    if (sockets.size === 0) return false;
    const known = this.#known.get(port);
    if (known !== undefined && this.#isIts(known, sockets)) return true;
    const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    const found = pids.find((pid) => this.#isIts(pid, sockets));
    if (found !== undefined) this.#known.set(port, found);
    return found !== undefined;
  }

  #isIts(pid: string, sockets: ReadonlySet<string>): boolean {
    if (!textOf(`/proc/${pid}/environ`)?.split("\0").includes(this.#mark)) return false;
    const fds = tried(() => fs.readdirSync(`/proc/${pid}/fd`)) ?? [];
    return fds.some((fd) => sockets.has(tried(() => fs.readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? ""));
  }
}

/** As links of descriptors name them. @returns `undefined` if this machine does not say */
function listening(port: number): Set<string> | undefined {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const found = new Set<string>();
  let isKnown = false;
  for (const table of ["tcp", "tcp6"]) {
    const text = textOf(`/proc/net/${table}`);
    isKnown ||= text !== undefined;
    for (const line of text?.split("\n") ?? []) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTEN && local?.endsWith(`:${wanted}`)) found.add(`socket:[${inode}]`);
    }
  }
  return isKnown ? found : undefined;
}

function textOf(path: string): string | undefined {
  return tried(() => fs.readFileSync(path, "utf8"));
}

/** @returns `undefined` for what is somebody else's, or not there any more */
function tried<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: HOST });
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
