import type { ProcessChannel } from "./process-channel.js";

/** Where somebody types: `process.stdin`, or a stream of Node's such as a `PassThrough`. */
export interface TerminalInput {
  readonly isRaw?: boolean | undefined;
  readonly readableFlowing?: boolean | null | undefined;
  /** Of a terminal: keys come as they are pressed, also Ctrl-C. */
  setRawMode?(isRaw: boolean): unknown;
  on(event: "data" | "end", listener: (chunk: Uint8Array | string) => void): unknown;
  off(event: "data" | "end", listener: (chunk: Uint8Array | string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What somebody sees: `process.stdout`, or a stream of Node's such as a `PassThrough`. */
export interface TerminalOutput {
  /** Of a terminal: its size in characters. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(data: Uint8Array): unknown;
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

/** Instead of the terminal of this process. Only here, not on Modal. */
export interface AttachOptions {
  /** Default: `process.stdin`, which has to be a terminal. */
  stdin?: TerminalInput;
  /** Default: `process.stdout`, which has to be a terminal. */
  stdout?: TerminalOutput;
}

/** Connects the terminal of a process with that of somebody who types, until the process ends. */
export async function attach(channel: ProcessChannel, { stdin, stdout }: Required<AttachOptions>): Promise<void> {
  const { isRaw: wasRaw = false, readableFlowing } = stdin;
  let sending: Promise<void> = Promise.resolve();
  const send = (body: () => Promise<void>): void => {
    sending = sending.then(body).catch(() => undefined); // it has ended, which its output says
  };
  const type = (chunk: Uint8Array | string): void =>
    send(() => channel.write(new Uint8Array(Buffer.from(chunk as Uint8Array)), false));
  const end = (): void => send(() => channel.write(new Uint8Array(), true));
  const resize = (): void => {
    const { columns, rows } = stdout;
    if (columns && rows) send(() => channel.resize(columns, rows));
  };
  try {
    stdin.setRawMode?.(true);
    resize();
    stdout.on("resize", resize);
    stdin.on("end", end);
    stdin.on("data", type);
    stdin.resume();
    for (let offset = 0, isEnd = false; !isEnd;) {
      const output = await channel.read("stdout", offset, { isTyped: true });
      offset = output.offset + output.data.length;
      ({ isEnd } = output);
      if (output.data.length > 0) stdout.write(output.data);
    }
  } finally {
    stdin.off("data", type);
    stdin.off("end", end);
    stdout.off("resize", resize);
    stdin.setRawMode?.(wasRaw);
    if (readableFlowing !== true) stdin.pause(); // or this process would wait for more
  }
}
