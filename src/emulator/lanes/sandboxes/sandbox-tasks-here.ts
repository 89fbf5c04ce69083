import type { SandboxAnswer, SandboxReport, SandboxTask } from "../../kernel/sandbox-protocol.js";
import { wireError } from "../../../contract/wire.js";
import { realNow } from "../../time/real-time.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { DiskUser } from "../mounts/disk-user.js";
import type { SystemFs } from "../processes/process.js";
import type { RunningContainer } from "../routing/running-container.js";
import { DiskTasks } from "./disk-tasks.js";
import { fileOperation } from "./file-tasks.js";
import type { ProgramRuntime } from "./program-runtime.js";
import { SandboxProcess, type ProcessHost } from "./sandbox-process.js";
import type { Stir } from "./stir.js";
import { errorToWire } from "./task-error.js";
import { fileEvent } from "./file-event.js";

/** What the kernel asks of a sandbox, done where its container is. */
export class SandboxTasksHere implements ProcessHost, DiskUser {
  readonly isBusy = false;
  readonly openPaths: readonly string[] = [];
  readonly #container: RunningContainer;
  readonly #mounts: ContainerMounts;
  readonly #runtime: ProgramRuntime;
  readonly #processes = new Map<number, SandboxProcess>();
  readonly #watches = new Map<number, () => void>();
  readonly #fs: SystemFs;
  readonly #stir: Stir;
  #disk: DiskTasks | undefined;

  /** @param stir hears of all that programs do */
  constructor(container: RunningContainer, mounts: ContainerMounts, runtime: ProgramRuntime, fs: SystemFs, stir: Stir) {
    this.#container = container;
    this.#mounts = mounts;
    this.#runtime = runtime;
    this.#fs = fs;
    this.#stir = stir;
    mounts.users.add(this);
  }

  take(task: SandboxTask): void {
    switch (task.do) {
      case "start":
        this.#processes.set(task.process, new SandboxProcess(task.process, task.start, this.#runtime, this));
        return;
      case "write":
        return this.#processes.get(task.process)?.write(task.data, task.isEnd);
      case "resize":
        return this.#processes.get(task.process)?.resize(task.columns, task.rows);
      case "credit":
        return this.#processes.get(task.process)?.credit(task.stream, task.bytes);
      case "kill":
        return this.#processes.get(task.process)?.kill();
      case "probe":
        return this.#probe(task.id, task.port);
      case "terminals":
        return void this.#needTerminals(task.id);
      case "await":
        return void this.#await(task.id, task.limitMs);
      case "files":
        return this.#answer(task.id, () => fileOperation(this.#fs, task.operation));
      case "disk": {
        const { id, task: wanted } = task;
        if (wanted.kind === "reload") return void this.#reload(id);
        return this.#answer(id, () => (this.#disk ??= new DiskTasks(this.#mounts, this.#fs)).do(wanted));
      }
      case "network":
        return this.#runtime.network?.(task.network);
      case "outbound":
        return this.#runtime.outbound?.(task.outbound);
      case "added":
        return this.#runtime.added?.(task.added);
      case "program":
        return void this.#program(task);
      case "watch":
        return this.#answer(task.id, () => this.#watch(task));
      case "unwatch":
        this.#watches.get(task.id)?.();
        this.#watches.delete(task.id);
    }
  }

  report(report: SandboxReport): void {
    this.#container.request({ type: "sandbox", report });
    this.#stir.happened();
  }

  log(stream: "stdout" | "stderr", text: string): void {
    this.#container.write(stream, text);
  }

  changed(): void {}

  look(): void {}

  close(): void {
    if (!this.#runtime.close) return; // what is in memory goes with it
    for (const process of this.#processes.values()) process.kill();
    this.#runtime.close();
  }

  gone(process: number): void {
    this.#processes.delete(process);
  }

  #probe(id: number, port: number): void {
    const found = this.#runtime.isListening(port);
    if (typeof found === "boolean") return this.#answer(id, () => ({ isListening: found }));
    void this.#container
      .io("looking at a port", () => found)
      .then((isListening) => this.report({ type: "answer", id, answer: { isListening } }));
  }

  async #needTerminals(id: number): Promise<void> {
    try {
      await this.#container.io("import of terminals", async () => this.#runtime.needTerminals?.());
      this.report({ type: "answer", id, answer: {} });
    } catch (error) {
      this.report({ type: "failed", id, error: wireError("UnimplementedError", (error as Error).message) });
    }
  }

  /** Takes real time until something comes of the programs, or the limit. */
  async #await(id: number, limitMs: number): Promise<void> {
    const began = realNow();
    await this.#container.io("programs of a sandbox", () => this.#stir.next(limitMs));
    if (this.#watches.size > 0) this.#mounts.users.look();
    this.#stir.told();
    this.#container.request({
      type: "sandbox",
      report: { type: "answer", id, answer: { waitedMs: realNow() - began } },
    });
  }

  #watch({ id, path, recursive }: Extract<SandboxTask, { do: "watch" }>): SandboxAnswer {
    this.#mounts.tree.find(path, "watch");
    const stop = this.#mounts.watchers.observe((change) => {
      const event = fileEvent(change, path, recursive);
      if (event) this.report({ type: "happened", id, events: [event] });
    });
    this.#watches.set(id, stop);
    return {};
  }

  async #program({ id, process, operation }: Extract<SandboxTask, { do: "program" }>): Promise<void> {
    try {
      const answer = (await this.#runtime.doFor?.(process, operation)) ?? {};
      this.report({ type: "answer", id, answer });
    } catch (error) {
      this.report({ type: "failed", id, error: errorToWire(error) });
    }
  }

  /** Commits what was written to volumes, and shows what others have committed. */
  async #reload(id: number): Promise<void> {
    try {
      for (const { objectId, isImmediate } of this.#mounts.specs)
        if (!isImmediate)
          await this.#container.send("volume.commit", { object: { kind: "id", id: objectId }, reload: true });
      this.report({ type: "answer", id, answer: {} });
    } catch (error) {
      this.report({ type: "failed", id, error: errorToWire(error) });
    }
  }

  #answer(id: number, body: () => SandboxAnswer): void {
    try {
      this.report({ type: "answer", id, answer: body() });
    } catch (error) {
      this.report({ type: "failed", id, error: errorToWire(error) });
    }
  }
}
