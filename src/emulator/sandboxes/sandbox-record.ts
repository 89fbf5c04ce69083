import type { SandboxDefinition, SandboxResult, SandboxStatus } from "../../contract/sandbox-definition.js";
import { type Wire, wireError } from "../../contract/wire.js";
import type { BuiltFile } from "../../contract/image-definition.js";
import type { Failing } from "../kernel/failing.js";
import type { AttemptStatus } from "../kernel/events.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { Moment } from "../kernel/moment.js";
import type { ContainerSpec } from "../kernel/protocol.js";
import { RealWait } from "../kernel/real-waits.js";
import type { SandboxAnswer, SandboxReport } from "../kernel/sandbox-protocol.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import type { ContainerLife } from "../life/container-life.js";
import type { AppRecord } from "../records/app-record.js";
import type { Container } from "../records/container.js";
import type { ContainerOwner } from "../records/container-owner.js";
import type { ContainerTarget } from "../records/container-target.js";
import type { ContainerImage } from "../records/image-record.js";
import { InputlessOwner } from "../records/inputless-owner.js";
import type { MountPlan } from "../storage/mount-plan.js";
import type { Tunnels } from "../tunnels/tunnels.js";
import { FileWatches } from "./file-watches.js";
import { Readiness } from "./readiness.js";
import { CODES, messageOf, OUT_OF_MEMORY, REASONS, whyOver } from "./sandbox-ends.js";
import { SandboxProcesses } from "./sandbox-processes.js";
import { SandboxTasks } from "./sandbox-tasks.js";

/** What sandboxes need of the rest of the world. */
export interface SandboxPort {
  readonly life: ContainerLife;
  readonly tunnels: Tunnels;
  /** Everything that a lane needs to make the container of one. */
  spec(container: Container, sandbox: SandboxRecord, failing: Failing): ContainerSpec;
  /** One has a container. */
  started(sandbox: SandboxRecord, ordinal: number): void;
  /** One has ended. */
  ended(sandbox: SandboxRecord, ordinal: number | undefined): void;
}

/** What a sandbox is made of, once what it needs was found. */
export interface SandboxParts {
  readonly id: string;
  readonly app: AppRecord;
  readonly definition: SandboxDefinition;
  readonly image: ContainerImage;
  readonly mounts: readonly MountPlan[];
  /** Beside whose main container it is. */
  readonly parent?: SandboxRecord | undefined;
}

/**
 * A sandbox: a container without a function. It is created, runs once its container has started, and has finished for
 * good when its main process has ended, its time is over, it was terminated, or its container was lost.
 * Modal: docs/modal/sandboxes.md.
 */
export class SandboxRecord extends InputlessOwner implements ContainerOwner {
  readonly id: string;
  readonly app: AppRecord;
  readonly definition: SandboxDefinition;
  readonly image: ContainerImage;
  readonly mounts: readonly MountPlan[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly target: ContainerTarget;
  readonly tasks: SandboxTasks;
  readonly processes: SandboxProcesses;
  /** Its container has started; without one, it has ended before. */
  readonly hasStarted: Moment<[container: Container | undefined]> = new Moment();
  readonly hasEnded: Moment<[result: SandboxResult]> = new Moment();
  readonly watches: FileWatches = new FileWatches();
  readonly readiness: Readiness | undefined;
  readonly hasExit = false;
  /** Beside whose main container it is. */
  readonly parent: SandboxRecord | undefined;
  /** Those beside its own, as they were made. */
  readonly sidecars: SandboxRecord[] = [];
  /** What it had on its disk as it ended, if that was to be known and could be. */
  exitFiles: readonly BuiltFile[] | undefined;
  /** The image that was made of that. */
  exitImage: string | undefined;
  readonly attempts: readonly never[] = [];
  name: string | undefined;
  tags: Readonly<Record<string, string>>;
  readonly #kernel: Kernel;
  readonly #port: SandboxPort;
  /** Of the process runtime. */
  readonly #realWait: RealWait | undefined;
  #inbound: readonly string[] | undefined;
  #container: Container | undefined;
  #result: SandboxResult | undefined;
  /** Its disk is being captured. */
  #isEnding = false;
  #limit: TimerHandle | undefined;
  #idle: TimerHandle | undefined;

  constructor(parts: SandboxParts, kernel: Kernel, port: SandboxPort) {
    super();
    this.id = parts.id;
    this.app = parts.app;
    this.definition = parts.definition;
    this.image = parts.image;
    this.mounts = parts.mounts;
    this.parent = parts.parent;
    this.#inbound = parts.definition.network.inboundCidrs;
    this.name = parts.definition.name;
    this.tags = parts.definition.tags;
    this.createdAt = kernel.now;
    this.target = { id: this.id, app: this.app, tag: this.name ?? this.id, service: undefined, isSandbox: true };
    this.tasks = new SandboxTasks(kernel);
    const { probe } = parts.definition;
    this.readiness = probe && new Readiness(probe, this, kernel);
    this.#kernel = kernel;
    this.#port = port;
    if (parts.definition.runtime === "process")
      this.#realWait = new RealWait((limitMs, answered) =>
        this.tasks.ask(
          { do: "await", limitMs },
          { answered: ({ waitedMs = 0 }) => answered(waitedMs), failed: () => undefined },
        ),
      );
    this.processes = new SandboxProcesses(kernel, {
      id: this.id,
      send: (task) => this.tasks.send(task),
      touch: () => this.touch(),
    });
  }

  /** Only these ranges of addresses may come in from now on. */
  limitInbound(cidrs: readonly string[]): void {
    this.#inbound = cidrs;
    if (this.#container && !this.#result) this.#port.tunnels.limit(this.#container.ordinal, cidrs);
  }

  /** Makes its container. */
  start(): void {
    this.#kernel.events.add("sandbox.created", {
      sandbox: this.id,
      app: this.app.id,
      name: this.name ?? null,
      command: this.definition.command.join(" "),
    });
    const { settings } = this.definition;
    const reason = `sandbox ${this.id}`;
    this.#container = this.#port.life.create({ owner: this, settings, reason });
    if (!this.#result) this.#port.started(this, this.#container.ordinal);
  }

  /** How it has ended, if it has. */
  get result(): SandboxResult | undefined {
    return this.#result;
  }

  /** A command waits for what its programs do: if they run in real time, so does whoever waits. */
  hold(pending: Pending): void {
    this.#realWait?.hold(pending);
  }

  /** Something is done with it: its time without work begins anew. */
  touch(): void {
    const { idleTimeoutMs } = this.definition;
    this.#idle?.cancel();
    if (idleTimeoutMs === undefined || this.#result || this.processes.areBusy) return;
    this.#idle = this.#kernel.timers.set({
      at: this.#kernel.now + idleTimeoutMs,
      kind: "limit",
      label: () => `idle time limit of sandbox ${this.id}`,
      fire: () => this.end("IDLE_TIMEOUT"),
    });
  }

  /** Its container is lost, if it has not ended: taken away as Modal does it, or otherwise without a word. */
  lose(loss: "crash" | "outOfMemory" | "preempt", reason: string): void {
    const container = this.#container;
    if (this.#result || !container) return;
    container.isOutOfMemory = loss === "outOfMemory";
    if (loss === "preempt") this.#port.life.preempt(container, reason);
    else this.#port.life.crash(container, reason);
  }

  /** Ends it, if it has not ended. */
  end(status: SandboxStatus, code: number = CODES[status] ?? 0, message?: string): void {
    if (this.#result || this.#isEnding) return;
    if (!this.definition.exitSnapshot || !this.#container?.isReady) return this.#end(status, code, message);
    this.#isEnding = true;
    const end = (): void => this.#end(status, code, message);
    const answered = ({ built }: SandboxAnswer): void => {
      this.exitFiles = built;
      end();
    };
    this.tasks.ask({ do: "disk", task: { kind: "capture" } }, { answered, failed: end });
  }

  #end(status: SandboxStatus, code: number, message: string | undefined): void {
    if (this.#result) return;
    this.#finish({ status, code, ...(message !== undefined && { message }) });
    if (this.#container) this.#port.life.drop(this.#container, REASONS[status]);
  }

  #finish(result: SandboxResult): void {
    this.#result = result;
    if (this.#container) this.#kernel.realWaits.close(this.#container.ordinal);
    this.#limit?.cancel();
    this.#idle?.cancel();
    const { status, code, message: reason = REASONS[status] } = result;
    this.#kernel.events.add("sandbox.ended", { sandbox: this.id, status, code, reason });
    this.tasks.close(wireError("ConflictError", whyOver(this.id, result)));
    this.processes.close(code);
    for (const sidecar of this.sidecars) sidecar.end("TERMINATED");
    this.watches.close();
    this.readiness?.close();
    this.hasStarted.happen(undefined);
    this.hasEnded.happen(result);
    this.#port.ended(this, this.#container?.ordinal);
  }

  /* As the owner of a container. */

  get startupTimeoutMs(): number {
    return this.definition.settings.startupTimeoutMs;
  }

  spec(container: Container, failing: Failing): ContainerSpec {
    return this.#port.spec(container, this, failing);
  }

  ready(): void {
    const container = this.#container;
    if (!container) return;
    this.#port.life.begin(container);
    const { command, pty, settings, workdir } = this.definition;
    const argv = command.length > 0 ? command : ["sleep", "infinity"];
    this.tasks.first({
      do: "start",
      process: 0,
      start: { argv, cwd: workdir, env: {}, isTerminal: pty, discards: [], isLogged: true },
    });
    this.tasks.open(container.ordinal);
    if (this.#realWait) this.#kernel.realWaits.open(container.ordinal, this.#realWait);
    for (const { port, kind } of this.definition.ports)
      this.#port.tunnels.open(container.ordinal, container.id, port, kind);
    this.#port.tunnels.limit(container.ordinal, this.#inbound);
    this.hasStarted.happen(container);
    this.#limit = this.#kernel.timers.set({
      at: this.#kernel.now + settings.timeoutMs,
      kind: "limit",
      label: () => `time limit of sandbox ${this.id}`,
      fire: () => this.end("TIMEOUT"),
    });
    this.touch();
    this.readiness?.begin();
  }

  told(report: SandboxReport): void {
    if (this.#result) return;
    if (report.type === "answer" || report.type === "failed") return this.tasks.told(report);
    if (report.type === "happened") return this.watches.happened(report.id, report.events);
    if (report.type === "output") return this.processes.wrote(report);
    const process = this.processes.get(report.process);
    if (report.type === "listens") {
      if (process) process.waits.isListening = report.isListening;
      return;
    }
    if (process === this.processes.main) this.end("EXITED", report.code);
    else if (process) this.processes.ended(process, report.code);
  }

  startFailed(error: Wire): void {
    this.#lost(messageOf(error));
  }

  failed(_status: AttemptStatus, error: Wire): void {
    this.#lost(messageOf(error));
  }

  abandoned(reason: string): void {
    this.#lost(reason);
  }

  lost(reason: string): void {
    this.#lost(`its container was lost: ${reason}`);
  }

  /** Its container is gone. */
  #lost(message: string): void {
    const code = this.#container?.isOutOfMemory ? OUT_OF_MEMORY : 1;
    if (!this.#result) this.#finish({ status: "FAILURE", code, message });
  }

  hears(): boolean {
    return !this.#result;
  }

  reported(): void {}
}
