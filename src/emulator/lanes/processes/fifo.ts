import type { OpenFile } from "./open-file.js";
import { Pipe } from "./pipe.js";

/** From the first who opens it until its readers have left. */
interface Session {
  readonly pipe: Pipe;
  /** How many have it open; `undefined` before the first. */
  readers: number | undefined;
  writers: number | undefined;
}

/**
 * A pipe with a name. Opening one does not wait: whoever reads waits for the first writer, and whoever writes waits
 * for readers as soon as the pipe is full. What was written before anybody read it is kept.
 */
export class Fifo {
  readonly mode: number;
  readonly createdMs: number;
  readonly ino: number;
  readonly #sessions: Session[] = [];

  constructor(mode: number, createdMs: number, ino: number) {
    this.mode = mode;
    this.createdMs = createdMs;
    this.ino = ino;
  }

  open(path: string, end: "read" | "write"): OpenFile {
    const holders = end === "read" ? "readers" : "writers";
    const session = this.#session(holders);
    const { pipe } = session;
    const file = end === "read" ? pipe.readEnd : pipe.writeEnd;
    session[holders] = (session[holders] ?? 0) + 1;
    if (session[holders] > 1) file.retain(); // a pipe's ends have been retained once
    return {
      isTerminal: false,
      path,
      isOutput: end === "write",
      get room() {
        return file.room;
      },
      hasRoom: async (signal) => file.hasRoom?.(signal),
      read: (size, signal) => file.read(size, signal),
      write: (bytes, signal) => file.write(bytes, signal),
      retain: () => {
        session[holders] = (session[holders] ?? 0) + 1;
        file.retain();
      },
      release: () => {
        session[holders] = (session[holders] ?? 0) - 1;
        file.release();
        if (session.readers === 0) this.#remove(session);
      },
    };
  }

  /** Readers come to the first that nobody has read, writers to the last that is not at its end. */
  #session(holders: "readers" | "writers"): Session {
    const isOpen = ({ readers, writers }: Session): boolean =>
      holders === "readers" ? readers === undefined || writers !== 0 : writers !== 0;
    const known = this.#sessions.find(isOpen);
    if (known) return known;
    const session = { pipe: new Pipe(), readers: undefined, writers: undefined };
    this.#sessions.push(session);
    return session;
  }

  #remove(session: Session): void {
    const index = this.#sessions.indexOf(session);
    if (index >= 0) this.#sessions.splice(index, 1);
  }
}
