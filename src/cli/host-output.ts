import { Console } from "node:console";
import { Writable } from "node:stream";
import type { StreamName } from "./streams.js";

type Write = (stream: StreamName, text: string | Uint8Array) => void;

/**
 * Hands everything that code in this process writes, by `console` or to the process's streams, to `write`.
 * @returns how to end that
 */
export function captureHostOutput(write: Write): Disposable {
  const { console: realConsole } = globalThis;
  const real = { stdout: process.stdout.write, stderr: process.stderr.write };
  globalThis.console = new Console({ stdout: sink("stdout", write), stderr: sink("stderr", write), colorMode: process.stdout.isTTY && process.env["NO_COLOR"] === undefined });
  process.stdout.write = writer("stdout", write);
  process.stderr.write = writer("stderr", write);
  return {
    [Symbol.dispose]: () => {
      globalThis.console = realConsole;
      process.stdout.write = real.stdout;
      process.stderr.write = real.stderr;
    },
  };
}

function sink(stream: StreamName, write: Write): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => {
      write(stream, chunk);
      done();
    },
  });
}

type Done = (error?: Error | null) => void;

function writer(stream: StreamName, write: Write): (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done) => boolean {
  return (chunk, encoding, done) => {
    write(stream, typeof encoding === "string" && typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
    const finished = typeof encoding === "function" ? encoding : done;
    if (finished) queueMicrotask(finished);
    return true;
  };
}
