import { decode, encode } from "../processes/bytes.js";
import type { OwnProcess, Program, SystemFs } from "../processes/process.js";
import { untilAborted } from "../processes/until-aborted.js";
import { chunksOf } from "./byte-lines.js";

/** Answers requests to a port. */
export type PortHandler = (request: Request) => Response | Promise<Response>;

/** Has a port of the machine answered, until what it returns is called. */
export type Serve = (port: number, handler: PortHandler) => () => void;

/** What a command of a test has. */
export interface CommandIo {
  /** Standard input, as it comes. */
  readonly stdin: AsyncIterable<Uint8Array> & {
    /** All of it. */
    text(): Promise<string>;
  };
  /** Each write resolves when there is room for more. */
  readonly stdout: { write(data: string | Uint8Array): Promise<void> };
  readonly stderr: { write(data: string | Uint8Array): Promise<void> };
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  readonly fs: SystemFs;
  /** Aborted when the command is killed. */
  readonly signal: AbortSignal;
  /** Virtual time passes. */
  sleep(ms: number): Promise<void>;
  /**
   * Answers requests to a port of the machine, until the command ends.
   * @returns closes it before
   */
  serve(port: number, handler: PortHandler): () => void;
}

/**
 * What a command of a test does.
 * @param argv with its name
 * @returns its exit code, nothing for 0, or a text that is written to standard output
 */
export type AddedCommand = (
  argv: readonly string[],
  io: CommandIo,
) => number | string | void | Promise<number | string | void>;

/** A program of what a test wants a command to do. */
export function addedCommand(command: AddedCommand, serve?: Serve): Program {
  return async (process) => {
    const closing: (() => void)[] = [];
    const close = (): void => {
      for (const each of closing.splice(0)) each();
    };
    process.killed.addEventListener("abort", close, { once: true });
    try {
      const io = ioOf(process, (port, handler) => {
        if (!serve) throw new Error("this machine has no ports");
        const end = serve(port, handler);
        closing.push(end);
        return end;
      });
      const ran = Promise.resolve(command(process.argv, io));
      const result = await untilAborted(ran, process.killed);
      if (typeof result === "string") await process.write(1, result);
      return typeof result === "number" ? result : 0;
    } finally {
      process.killed.removeEventListener("abort", close);
      close();
    }
  };
}

function ioOf(process: OwnProcess, serve: Serve): CommandIo {
  const output = (fd: number): CommandIo["stdout"] => ({
    write: (data) => process.write(fd, typeof data === "string" ? encode(data) : data),
  });
  return {
    stdin: {
      [Symbol.asyncIterator]: () => chunksOf(process, 0),
      text: async () => decode(await process.readAll(0)),
    },
    stdout: output(1),
    stderr: output(2),
    env: Object.fromEntries(process.env),
    cwd: process.cwd,
    fs: process.system.fs,
    signal: process.killed,
    sleep: (ms) => process.sleep(ms),
    serve,
  };
}
