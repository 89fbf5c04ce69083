import type { CommandName, Commands, FetchAnswer, FetchRequest } from "../../../contract/backend.js";
import type { Wire } from "../../../contract/wire.js";
import { ExecutionError } from "../../../contract/errors.js";
import { Bindings, withoutSession, withSession } from "../../../api/session/session.js";
import { bindApps } from "./bind-apps.js";
import { ContainerClock } from "./container-clock.js";
import { BatchRun } from "./batch-run.js";
import { ContainerCommands } from "./container-commands.js";
import { ContainerCourse } from "./container-course.js";
import { ContainerWeb } from "./container-web.js";
import type { ContainerChance } from "../surroundings/container-chance.js";
import { OwnMounts } from "./own-mounts.js";
import { OwnSurroundings } from "./own-surroundings.js";
import type { Stream } from "../surroundings/capture-console.js";
import { interruption } from "../routing/interruption.js";
import { ContainerSession } from "../routing/container-session.js";
import { OwnPorts } from "../ports/own-ports.js";
import type { OwnPrograms } from "../programs/own-programs.js";
import type { LentFiles } from "../scratch/lent-files.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { StrayError } from "../surroundings/process-facade.js";
import type { FsFacades } from "../surroundings/fs-facades.js";
import type { AttemptRun, InputHost } from "./attempt-run.js";
import type { ContainerSpec, Delivery, Request } from "../../kernel/protocol.js";
import type { RunningContainer } from "../routing/running-container.js";
import { Outbox, type Sender } from "./outbox.js";
import { Replies } from "../../participants/replies.js";
import { RunningInputs } from "./running-inputs.js";
import { VirtualTimers } from "../../time/virtual-timers.js";
import type { LaneHost } from "./lane-host.js";

/** A container in its lane: runs its function on inputs, and collects what it asks of the kernel. */
export class ContainerRuntime implements RunningContainer, InputHost, Sender {
  readonly ordinal: number;
  readonly spec: ContainerSpec;
  readonly session: ContainerSession;
  readonly tag: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timers: VirtualTimers;
  readonly ports: OwnPorts = new OwnPorts();
  readonly #lane: LaneHost;
  readonly #surroundings: OwnSurroundings;
  readonly #clock: ContainerClock;
  readonly #replies = new Replies();
  readonly #inputs = new RunningInputs(this.#replies, (request) => this.request(request));
  readonly #commands = new ContainerCommands(this, this.#replies, (request) => this.request(request));
  readonly #outbox = new Outbox(this, (line) => this.#lane.wrote({ ordinal: this.ordinal, ...line }));
  readonly mounted: OwnMounts;
  /** Its requests to web functions of its own world, and to servers of its own. */
  readonly web: ContainerWeb = new ContainerWeb(this);
  readonly #course: ContainerCourse = new ContainerCourse({
    load: () => this.#lane.load(this),
    loaded: () => bindApps(this),
    snapshot: () => this.#endSnapshot(),
    reported: (error) => this.reported(error),
    flush: () => this.flush(),
    request: (request) => this.request(request),
  });
  #isAlive = true;

  /** @param bindings handles that are hydrated already: an inline container shares the host's */
  constructor(ordinal: number, spec: ContainerSpec, lane: LaneHost, bindings: Bindings = new Bindings()) {
    this.ordinal = ordinal;
    this.spec = spec;
    this.tag = spec.tag;
    this.environment = spec.environment;
    this.#lane = lane;
    this.mounted = new OwnMounts(this, lane.pulse);
    this.#clock = new ContainerClock(lane, ordinal, spec.snapshot);
    this.#surroundings = new OwnSurroundings(this);
    this.session = new ContainerSession(this, bindings);
    this.timers = new VirtualTimers(this);
  }

  get mounts(): ContainerMounts | undefined {
    return this.mounted.mounts;
  }

  get lent(): LentFiles | undefined {
    return this.mounted.lent;
  }

  get programs(): OwnPrograms | undefined {
    return this.mounted.programs;
  }

  get clock(): number {
    return this.#clock.actual;
  }

  get now(): number {
    return this.#clock.told;
  }

  get startedAt(): number {
    return this.#clock.startedAt;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get chance(): ContainerChance {
    return this.#surroundings.chance;
  }

  get console(): Console {
    return this.#surroundings.console;
  }

  get process(): NodeJS.Process {
    return this.#surroundings.process;
  }

  /** `node:fs` as its code imports it. */
  get files(): FsFacades {
    return this.#surroundings.files;
  }

  /** The container's own version of a global. */
  global(name: string): unknown {
    return this.#surroundings.global(name);
  }

  /** Takes what was asked for since the last time. */
  takeRequests(): readonly Request[] {
    return this.#outbox.take();
  }

  deliver(delivery: Delivery): void {
    switch (delivery.type) {
      case "start":
        return void withSession(this.session, () => this.#course.start());
      case "input":
        return this.#inputs.start(this.#course.run(this, delivery), this.#course.body.find(delivery.method));
      case "batch":
        return this.#inputs.start(
          new BatchRun(this, delivery.inputs, this.#course.body.parameters(delivery.method)),
          this.#course.body.find(delivery.method),
        );
      case "reply":
        return this.#inputs.answered(this.#replies.settle(delivery.request, delivery.reply));
      case "received":
        return this.#inputs.received(delivery, delivery.pieces, delivery.end, delivery.isGone ?? false);
      case "taken":
        return this.#inputs.taken(delivery, delivery.items);
      case "cancel":
        return this.#inputs.cancel(delivery, delivery.reason);
      case "undeliverable":
        return this.#inputs.undelivered(this, delivery);
      case "interrupt":
        return this.#inputs.interrupt();
      case "files":
      case "commit":
      case "capture":
        return this.mounted.take(delivery);
      case "relay":
        return void withSession(this.session, () => this.web.relay(delivery, (request) => this.request(request)));
      case "task":
        return this.#course.take(delivery.task);
      case "wake":
        return; // not for the container: its lane fires the timers, one at a time
      case "exit":
        return void withSession(this.session, () => this.#course.exit());
      case "drop":
        return this.#drop(delivery.isHard);
    }
  }

  /** To be called when a turn is over: says how interrupted inputs took it. */
  endTurn(): void {
    this.mounted.endTurn();
    this.#inputs.endTurn();
  }

  send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    return this.#commands.send(name, command, this.mounted.sync);
  }

  askWorld(request: FetchRequest): Promise<FetchAnswer> {
    return this.send("fetch", request);
  }

  async io<T>(what: string, body: () => Promise<T>): Promise<T> {
    this.#lane.begin(this, what);
    try {
      return await withoutSession(body); // what it opens is counted here, not as the container's
    } finally {
      this.#lane.end(this, what);
    }
  }

  write(stream: Stream, text: string): void {
    this.#outbox.write(stream, text);
  }

  exit(reason: string): never {
    const error = new ExecutionError(`The container ended itself: ${reason}.`);
    this.#lane.safely(() => this.#end(reason, this.#outbox.failure(error).wire));
    throw new ExecutionError(reason);
  }

  kill(reason: string): never {
    this.flush();
    this.request({ type: "crashed", reason });
    this.#drop(true);
    throw new ExecutionError(reason);
  }

  interrupt(reason: string): never {
    this.send("container.preempt", { waitMs: 0, jitterMs: 0 }).catch(() => undefined);
    throw interruption(`The container interrupted itself: ${reason}.`);
  }

  nondeterministic(reason: string): void {
    this.request({ type: "nondeterministic", reason });
  }

  retire(reason: string): void {
    this.request({ type: "retires", reason });
    this.touched();
  }

  /** An error that nobody caught ends the container, unless its code listens for such. */
  crash(error: unknown, event: StrayError = "uncaughtException"): void {
    if (!this.#surroundings.hasProcess || !this.#isAlive) return this.fail(error);
    let failure = error;
    try {
      if (withSession(this.session, () => this.process.emit(event as "uncaughtException", error as Error))) return;
    } catch (thrown) {
      failure = thrown; // by whoever listens
    }
    this.fail(failure);
  }

  /** Ends the container with an error. */
  fail(error: unknown): void {
    this.#lane.safely(() => this.#end("uncaught error", this.reported(error)));
  }

  get inputId(): string | undefined {
    return this.#commands.run?.inputId;
  }

  get place(): string {
    return `[function ${this.tag}, container ${this.spec.containerId}]`;
  }

  mapStack(text: string): string {
    return this.#lane.mapStack(text);
  }

  answering(run: AttemptRun): void {
    this.#inputs.answering(run);
    this.touched();
  }

  touched(): void {
    this.#lane.touched(this);
  }

  request(request: Request): void {
    this.#outbox.add(request);
  }

  flush(): void {
    this.#outbox.flush();
  }

  reported(error: unknown): Wire {
    return this.#lane.safely(() => this.#outbox.reported(error));
  }

  /** @param error as it crosses */
  #end(reason: string, error: unknown): void {
    this.flush();
    this.request({ type: "ended", reason, error });
    this.#drop();
  }

  /** @param isHard what it has not committed is lost */
  #drop(isHard = false): void {
    this.mounted.leave(isHard);
    this.#isAlive = false;
    this.#lane.safely(() => withSession(this.session, () => this.ports.close()));
    withoutSession(() => this.ports.children.close());
    this.mounted.close();
    this.#outbox.close();
    this.#replies.forget();
    this.#inputs.clear();
    this.#lane.dropped(this);
  }

  /** Its memory snapshot would be taken now: from here on, chance and clock are its own. */
  #endSnapshot(): void {
    if (!this.spec.snapshot) return;
    this.#clock.endSnapshot();
    this.#surroundings.reseed(this.spec.seed);
  }
}
