import { Console } from "node:console";

export type Stream = "stdout" | "stderr";

/** The `console` of a container: writes to the container's log, and knows virtual time. */
export function captureConsole(write: (stream: Stream, text: string) => void, now: () => number): Console {
  const sink = (stream: Stream): NodeJS.WritableStream =>
    ({ write: (text: string) => (write(stream, text), true) }) as NodeJS.WritableStream;
  const captured = new Console({
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    ignoreErrors: false,
    colorMode: false,
  });
  const started = new Map<string, number>();
  const elapsed = (label: string): string => `${label}: ${now() - (started.get(label) ?? now())}ms`;
  return Object.assign(captured, {
    Console,
    time: (label = "default") => void started.set(String(label), now()),
    timeLog: (label = "default", ...data: unknown[]) => captured.log(elapsed(String(label)), ...data),
    timeEnd: (label = "default") => {
      captured.log(elapsed(String(label)));
      started.delete(String(label));
    },
  });
}

/** Cuts what is written into lines: each becomes one log entry. */
export class LineBuffer {
  readonly #emit: (stream: Stream, line: string) => void;
  readonly #rest: Record<Stream, string> = { stdout: "", stderr: "" };

  constructor(emit: (stream: Stream, line: string) => void) {
    this.#emit = emit;
  }

  write(stream: Stream, text: string): void {
    const end = text.lastIndexOf("\n");
    if (end < 0) {
      this.#rest[stream] += text;
      return;
    }
    const complete = this.#rest[stream] + text.slice(0, end);
    this.#rest[stream] = text.slice(end + 1);
    this.#emit(stream, complete);
  }

  /** Emits what has not been ended by a line break. */
  flush(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      if (this.#rest[stream] !== "") this.#emit(stream, this.#rest[stream]);
      this.#rest[stream] = "";
    }
  }
}
