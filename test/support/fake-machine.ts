import { setImmediate } from "node:timers/promises";
import { createMachine, type EquippedPort } from "../../src/emulator/lanes/commands/create-machine.js";
import type { Machine } from "../../src/emulator/lanes/processes/machine.js";
import type { OpenFile } from "../../src/emulator/lanes/processes/open-file.js";
import type { ExitStatus, Process, Program } from "../../src/emulator/lanes/processes/process.js";
import { memoryDisk } from "./memory-disk.js";

/** What a finished command has left. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** A process whose standard streams the test has. */
export interface Started {
  readonly process: Process;
  readonly stdin: OpenFile;
  /** What it has written so far. */
  readonly stdout: { text: string; bytes: Buffer };
  readonly stderr: { text: string; bytes: Buffer };
  readonly ended: Promise<ExitStatus>;
  end(): Promise<Outcome>;
}

interface Timer {
  readonly due: number;
  readonly resolve: () => void;
}

export type FakeOptions = Partial<EquippedPort> & { readonly files?: Readonly<Record<string, string>> };

/** A machine on a clock that only the test moves. */
export class FakeMachine {
  readonly machine: Machine;
  nowMs = Date.UTC(2024, 0, 15, 10, 30);
  #timers: Timer[] = [];
  #seed = 1;
  readonly #programs = new Map<string, Program>();

  constructor({ files = {}, ...port }: FakeOptions = {}) {
    this.machine = createMachine({
      fs: memoryDisk(files, () => this.nowMs),
      now: () => this.nowMs,
      sleep: (ms, signal) => this.#sleep(ms, signal),
      random: () => (this.#seed = (this.#seed * 16_807) % 2_147_483_647) / 2_147_483_647,
      hostname: "modal",
      programs: (name) => this.#programs.get(name),
      ...port,
    });
  }

  add(name: string, program: Program): void {
    this.#programs.set(name, program);
  }

  start(
    argv: readonly string[],
    options: { readonly env?: Record<string, string>; readonly cwd?: string; readonly program?: Program } = {},
  ): Started {
    const pipes = [this.machine.pipe(), this.machine.pipe(), this.machine.pipe()] as const;
    const files = new Map([pipes[0].read, pipes[1].write, pipes[2].write].map((file, fd) => [fd, file]));
    const env = new Map(Object.entries({ PATH: "/usr/bin:/bin", ...options.env }));
    const started = this.machine.spawn({
      argv,
      cwd: options.cwd ?? "/root",
      env,
      files,
      ...(options.program && { program: options.program }),
    });
    for (const file of files.values()) file.release();
    const outputs = [pipes[1].read, pipes[2].read].map((file) => collected(file));
    const [stdout, stderr] = outputs;
    if (!stdout || !stderr) throw new Error("unreachable");
    return {
      process: started,
      stdin: pipes[0].write,
      stdout,
      stderr,
      ended: started.ended,
      end: async () => {
        const { code } = await started.ended;
        await Promise.all(outputs.map(({ done }) => done));
        return { stdout: stdout.text, stderr: stderr.text, code };
      },
    };
  }

  /** Runs a command to its end, as time passes as fast as it likes. */
  async run(
    argv: readonly string[],
    options: {
      readonly stdin?: string | Uint8Array;
      readonly env?: Record<string, string>;
      readonly cwd?: string;
    } = {},
  ): Promise<Outcome> {
    const started = this.start(argv, options);
    void started.stdin
      .write(typeof options.stdin === "object" ? options.stdin : Buffer.from(options.stdin ?? ""))
      .catch(() => {})
      .finally(() => started.stdin.release());
    const end = started.end();
    while (!started.process.status) {
      await settle();
      if (!started.process.status && this.#timers.length > 0) await this.next();
    }
    return end;
  }

  /** How long each sleeper still sleeps, in milliseconds. */
  get sleepers(): number[] {
    return this.#timers.map(({ due }) => due - this.nowMs);
  }

  /** Time passes. */
  async pass(ms: number): Promise<void> {
    const until = this.nowMs + ms;
    await settle();
    while (this.#timers.some(({ due }) => due <= until)) await this.next();
    this.nowMs = until;
    await settle();
  }

  /** Goes to when the next sleeper wakes up. */
  async next(): Promise<void> {
    const due = Math.min(...this.#timers.map((timer) => timer.due));
    this.nowMs = Math.max(this.nowMs, due);
    const woken = this.#timers.filter((timer) => timer.due <= due);
    this.#timers = this.#timers.filter((timer) => timer.due > due);
    for (const { resolve } of woken) resolve();
    await settle();
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = { due: this.nowMs + ms, resolve };
      this.#timers.push(timer);
      signal.addEventListener("abort", () => (this.#timers = this.#timers.filter((other) => other !== timer)), {
        once: true,
      });
    });
  }
}

/** Until nobody has anything to do but to wait. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

function collected(file: OpenFile): { text: string; bytes: Buffer; done: Promise<void> } {
  const output = {
    bytes: Buffer.alloc(0),
    get text() {
      return this.bytes.toString();
    },
    set text(text) {
      this.bytes = Buffer.from(text);
    },
    done: Promise.resolve(),
  };
  output.done = (async () => {
    for (let chunk = await file.read(); chunk.length > 0; chunk = await file.read())
      output.bytes = Buffer.concat([output.bytes, chunk]);
    file.release();
  })();
  return output;
}
