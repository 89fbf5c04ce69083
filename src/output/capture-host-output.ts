import { Console } from "node:console";
import { Writable } from "node:stream";
import type { StreamName } from "./streams.js";

type Receive = (stream: StreamName, text: string | Uint8Array) => void;
type Done = (error?: Error | null) => void;
type Write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done) => boolean;

/**
 * Hands everything that code in this process writes, by `console` or to the process's streams, to `receive`.
 * @param colorMode whether `console` colours what it inspects
 * @returns how to end that
 */
export function captureHostOutput(receive: Receive, colorMode: boolean): Disposable {
  const { console: realConsole } = globalThis;
  const { stdout, stderr } = process;
  const restore = [replaceWrite(stdout, writer("stdout", receive)), replaceWrite(stderr, writer("stderr", receive))];
  globalThis.console = new Console({ stdout: sink("stdout", receive), stderr: sink("stderr", receive), colorMode });
  return {
    [Symbol.dispose]: () => {
      globalThis.console = realConsole;
      for (const undo of restore) undo();
    },
  };
}

/** @returns how to undo it */
function replaceWrite(stream: NodeJS.WriteStream, write: Write): () => void {
  const before = Object.getOwnPropertyDescriptor(stream, "write");
  stream.write = write;
  return () => {
    if (before) Object.defineProperty(stream, "write", before);
    else Reflect.deleteProperty(stream, "write"); // its class has the real one
  };
}

function sink(stream: StreamName, receive: Receive): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => {
      receive(stream, chunk);
      done();
    },
  });
}

function writer(stream: StreamName, receive: Receive): Write {
  return (chunk, encoding, done) => {
    receive(stream, typeof encoding === "string" && typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
    const finished = typeof encoding === "function" ? encoding : done;
    if (finished) queueMicrotask(finished);
    return true;
  };
}
