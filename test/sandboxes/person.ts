import { PassThrough } from "node:stream";

/** Somebody at a terminal of so many characters, by streams: types, and waits for what is to be seen. */
export class Person {
  readonly stdin: PassThrough = new PassThrough();
  readonly stdout: PassThrough & { columns?: number; rows?: number } = new PassThrough();
  #seen = "";
  #awaited: { readonly text: string; readonly resolve: () => void } | undefined;

  constructor() {
    this.stdout.on("data", (chunk: Buffer) => {
      this.#seen += chunk.toString();
      this.#look();
    });
  }

  get terminal(): { readonly stdin: PassThrough; readonly stdout: PassThrough } {
    return { stdin: this.stdin, stdout: this.stdout };
  }

  /** What has come since what was seen last. */
  get unseen(): string {
    return this.#seen;
  }

  type(keys: string): void {
    this.stdin.write(keys);
  }

  /** Resolves once this text has come after what was seen last. */
  sees(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited = { text, resolve };
    this.#look();
    return promise;
  }

  resize(columns: number, rows: number): void {
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit("resize");
  }

  #look(): void {
    const { text, resolve } = this.#awaited ?? {};
    const at = text === undefined ? -1 : this.#seen.indexOf(text);
    if (text === undefined || at < 0) return;
    this.#seen = this.#seen.slice(at + text.length);
    this.#awaited = undefined;
    resolve?.();
  }
}
