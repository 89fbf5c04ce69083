import type { SandboxAnswer, SandboxReport, SandboxTask } from "../../kernel/sandbox-protocol.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { RunningContainer } from "../routing/running-container.js";
import { DiskTasks } from "./disk-tasks.js";
import { fileOperation } from "./file-tasks.js";
import type { ProgramRuntime } from "./program-runtime.js";
import { SandboxProcess, type ProcessHost } from "./sandbox-process.js";
import { systemFs } from "./system-fs.js";
import { errorToWire } from "./task-error.js";
import { fileEvent } from "./file-event.js";

/** What the kernel asks of a sandbox, done where its container is. */
export class SandboxTasksHere implements ProcessHost {
  readonly #container: RunningContainer;
  readonly #mounts: ContainerMounts;
  readonly #runtime: ProgramRuntime;
  readonly #processes = new Map<number, SandboxProcess>();
  readonly #watches = new Map<number, () => void>();
  #disk: DiskTasks | undefined;

  constructor(container: RunningContainer, mounts: ContainerMounts, runtime: ProgramRuntime) {
    this.#container = container;
    this.#mounts = mounts;
    this.#runtime = runtime;
  }

  take(task: SandboxTask): void {
    switch (task.do) {
      case "start":
        this.#processes.set(task.process, new SandboxProcess(task.process, task.start, this.#runtime, this));
        return;
      case "write":
        return this.#processes.get(task.process)?.write(task.data, task.isEnd);
      case "credit":
        return this.#processes.get(task.process)?.credit(task.stream, task.bytes);
      case "kill":
        return this.#processes.get(task.process)?.kill();
      case "probe":
        return this.#answer(task.id, () => ({ isListening: this.#runtime.isListening(task.port) }));
      case "files":
        return this.#answer(task.id, () => fileOperation(systemFs(this.#mounts), task.operation));
      case "disk": {
        const { id, task: wanted } = task;
        if (wanted.kind === "reload") return void this.#reload(id);
        return this.#answer(id, () => (this.#disk ??= new DiskTasks(this.#mounts, systemFs(this.#mounts))).do(wanted));
      }
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
  }

  log(stream: "stdout" | "stderr", text: string): void {
    this.#container.write(stream, text);
  }

  gone(process: number): void {
    this.#processes.delete(process);
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
