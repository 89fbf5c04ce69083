import net from "node:net";
import { realFs as fs } from "../exchange/real-fs.js";
import { markedPrograms, textOf } from "./marked-programs.js";

const HOST = "127.0.0.1";
/** The state of a socket that listens, in `/proc/net/tcp`. */
const LISTEN = "0A";

/**
 * Whether a program listens on a port of this machine, and is one of those that have a variable in their environment;
 * where there is no `/proc`, whether any does. Called on behalf of nobody.
 * @param mark as in `NAME=value`
 */
export async function listensOn(port: number, mark: string): Promise<boolean> {
  const sockets = listening(port);
  if (!sockets) return answers(port);
  return sockets.size > 0 && markedPrograms(mark).some((pid) => has(pid, sockets));
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

function has(pid: number, sockets: ReadonlySet<string>): boolean {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(fs.readlinkSync(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false; // it has just ended
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
