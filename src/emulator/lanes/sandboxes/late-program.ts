import type { RunningProgram } from "./program-runtime.js";

/** One that could not be started. @param tell once whoever has started it has it */
export function refused(tell: () => void): RunningProgram {
  process.nextTick(tell);
  return { write() {}, end() {}, kill() {} };
}

/** One that has to be waited for before it can be started. */
export class LateProgram implements RunningProgram {
  readonly #program: Promise<RunningProgram | undefined>;

  constructor(program: Promise<RunningProgram>, failed: (error: Error) => void) {
    this.#program = program.catch((error: unknown) => {
      failed(error as Error);
      return undefined;
    });
  }

  write(data: Uint8Array): void {
    void this.#program.then((program) => program?.write(data));
  }

  end(): void {
    void this.#program.then((program) => program?.end());
  }

  resize(columns: number, rows: number): void {
    void this.#program.then((program) => program?.resize?.(columns, rows));
  }

  kill(): void {
    void this.#program.then((program) => program?.kill());
  }
}
