import type { Backend, CommandName, Commands, FetchAnswer, FetchRequest } from "../../api/backend.js";
import { encode, encodeError } from "../../api/codec/encode.js";
import { decodeValue } from "../../api/codec/values.js";
import { ExecutionError, InputCancellation, InvalidError } from "../../api/errors.js";
import { Bindings, currentSession, withoutSession, withSession } from "../../api/session.js";
import { bindApp } from "../../api/running-app.js";
import { ContainerChance } from "./container-chance.js";
import { CONTAINER_GLOBALS } from "./container-globals.js";
import { captureConsole, LineBuffer, type Stream } from "./console-capture.js";
import { ContainerSession } from "./container-session.js";
import { processFacade } from "./process-facade.js";
import type { ContainerSpec, Delivery, Reply, Request } from "./protocol.js";
import { GeneratorRun } from "./generator-run.js";
import { VirtualTimers } from "./virtual-timers.js";

/** What a container needs of its lane. */
export interface LaneHost {
  readonly now: number;
  /** Evaluates the container's code and returns the function it is for. */
  load(container: ContainerRuntime): Promise<CallableFunction>;
  mapStack(text: string): string;
  /** Real work begins or ends that no resource shows. */
  begin(container: ContainerRuntime, what: string): void;
  end(container: ContainerRuntime, what: string): void;
  /** The container has something to report at the end of the turn. */
  touched(container: ContainerRuntime): void;
  dropped(container: ContainerRuntime): void;
}

interface RunningInput {
  readonly attempt: number;
  readonly abort: AbortController;
  readonly generator: GeneratorRun | undefined;
  isCancelled: boolean;
  isSettled: boolean;
}

interface Waiting {
  readonly inputId: string | undefined;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** A container in its lane: runs its function on inputs, and collects what it asks of the kernel. */
export class ContainerRuntime implements Backend {
  readonly ordinal: number;
  readonly spec: ContainerSpec;
  readonly session: ContainerSession;
  readonly startedAt: number;
  readonly timers: VirtualTimers;
  readonly chance: ContainerChance;
  readonly #lane: LaneHost;
  readonly #globals = new Map<string, unknown>();
  readonly #inputs = new Map<string, RunningInput>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #lines: LineBuffer;
  #console: Console | undefined;
  #process: NodeJS.Process | undefined;
  #body: CallableFunction | undefined;
  #requests: Request[] = [];
  #nextRequest = 1;
  #isAlive = true;

  /** @param bindings handles that are hydrated already: an inline container shares the host's */
  constructor(ordinal: number, spec: ContainerSpec, lane: LaneHost, bindings: Bindings = new Bindings()) {
    this.ordinal = ordinal;
    this.spec = spec;
    this.#lane = lane;
    this.startedAt = lane.now;
    this.session = new ContainerSession(this, bindings);
    this.timers = new VirtualTimers(this);
    this.chance = new ContainerChance(spec.seed, () => this.now);
    this.#lines = new LineBuffer((stream, text) => this.#request({ type: "log", inputId: this.#inputId, stream, text: lane.mapStack(text) }));
  }

  get now(): number {
    return this.#lane.now;
  }

  /** False once the container is gone: whatever its code still does has no effect. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  get environment(): Readonly<Record<string, string>> {
    return this.spec.environment;
  }

  get console(): Console {
    return (this.#console ??= captureConsole((stream, text) => this.write(stream, text), () => this.now));
  }

  get process(): NodeJS.Process {
    return (this.#process ??= processFacade(this));
  }

  /** The container's own version of a global. */
  global(name: string): unknown {
    if (!this.#globals.has(name)) this.#globals.set(name, CONTAINER_GLOBALS[name]?.(this));
    return this.#globals.get(name);
  }

  /** Takes what was asked for since the last time. */
  takeRequests(): readonly Request[] {
    const taken = this.#requests;
    this.#requests = [];
    return taken;
  }

  deliver(delivery: Delivery): void {
    switch (delivery.type) {
      case "start":
        return void withSession(this.session, () => this.#start());
      case "input":
        return void this.#run(delivery);
      case "reply":
        return this.#reply(delivery.request, delivery.reply);
      case "taken":
        return this.#inputs.get(delivery.inputId)?.generator?.taken(delivery.items);
      case "cancel":
        return this.#cancel(delivery.inputId);
      case "wake":
        return; // not for the container: its lane fires the timers, one at a time
      case "drop":
        return this.#drop();
    }
  }

  /** To be called when a turn is over: says how cancelled inputs took it. */
  endTurn(): void {
    for (const [inputId, input] of this.#inputs) {
      if (!input.isCancelled) continue;
      this.#request({ type: "cancelled", inputId, isSettled: input.isSettled });
      this.#inputs.delete(inputId);
    }
  }

  send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    const inputId = this.#inputId;
    return new Promise((resolve, reject) => {
      if (!this.#isAlive) return; // a container that is gone waits for ever
      if (inputId !== undefined && this.#inputs.get(inputId)?.isCancelled) return reject(cancellation(inputId));
      const request = this.#nextRequest++;
      this.#waiting.set(request, { inputId, resolve, reject });
      this.#request({ type: "command", request, inputId, name, command });
    });
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
    this.#lines.write(stream, text);
  }

  exit(reason: string): never {
    this.#end(reason, new ExecutionError(`The container ended itself: ${reason}.`));
    throw new ExecutionError(reason);
  }

  /** An error that nobody caught ends the container. */
  crash(error: unknown): void {
    this.#end("uncaught error", error);
  }

  get #inputId(): string | undefined {
    const session = currentSession();
    return session instanceof ContainerSession && session.container === this ? session.input?.inputId : undefined;
  }

  #request(request: Request): void {
    if (!this.#isAlive) return;
    this.#requests.push(request);
    this.#lane.touched(this);
  }

  #end(reason: string, error: unknown): void {
    this.#lines.flush();
    this.#request({ type: "ended", reason, error: this.#encodeError(error) });
    this.#drop();
  }

  #drop(): void {
    this.#isAlive = false;
    this.#waiting.clear();
    this.#inputs.clear();
    this.#lane.dropped(this);
  }

  async #start(): Promise<void> {
    try {
      this.#body = await this.#lane.load(this);
      this.#bind();
      this.#request({ type: "started" });
    } catch (error) {
      this.#request({ type: "startFailed", error: this.#encodeError(error) });
    }
  }

  /** Hydrates the handles that the module defined. */
  #bind(): void {
    const { importing } = this.session;
    importing.active = false;
    for (const app of importing.apps) {
      const functions = this.spec.functions.filter(({ app: owner }) => owner === app.name);
      bindApp(this.session, app, { appId: "", environment: this.spec.environmentName, functions });
    }
  }

  async #run({ inputId, callId, attempt, args }: Extract<Delivery, { type: "input" }>): Promise<void> {
    const abort = new AbortController();
    const generator = this.spec.isGenerator ? new GeneratorRun((item) => this.#request({ type: "yield", inputId, attempt, item: encode(item, "item") })) : undefined;
    const running: RunningInput = { attempt, abort, generator, isCancelled: false, isSettled: false };
    this.#inputs.set(inputId, running);
    const session = this.session.forInput({ inputId, functionCallId: callId, signal: abort.signal });
    await withSession(session, async () => {
      try {
        const result = await this.#call(args, generator);
        const value = encode(result, "result");
        this.#lines.flush();
        running.isSettled = true;
        if (!running.isCancelled) this.#request({ type: "output", inputId, attempt, outcome: { ok: true, value } });
      } catch (error) {
        this.#lines.flush();
        running.isSettled = true;
        if (!running.isCancelled) this.#request({ type: "output", inputId, attempt, outcome: { ok: false, error: this.#encodeError(error) } });
      }
    });
    if (!running.isCancelled) this.#inputs.delete(inputId);
  }

  async #call(args: unknown, generator: GeneratorRun | undefined): Promise<unknown> {
    if (!this.#body) throw new ExecutionError("An input came before the container had started.");
    const result: unknown = Reflect.apply(this.#body, undefined, decodeValue(args) as unknown[]);
    if (generator) return generator.drain(result);
    const value = await result;
    if (isGeneratorObject(value)) throw new InvalidError(`Function \`${this.spec.tag}\` returned a generator: give it the option \`isGenerator: true\`, or write it as a generator function.`);
    return value;
  }

  #reply(request: number, reply: Reply): void {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (!waiting) return;
    if (reply.ok) waiting.resolve(reply.value as never);
    else waiting.reject(decodeValue(reply.error));
  }

  /** What the input awaits of the emulator is rejected, so that its `finally` blocks run. */
  #cancel(inputId: string): void {
    const input = this.#inputs.get(inputId);
    if (!input) return;
    input.isCancelled = true;
    const error = cancellation(inputId);
    input.abort.abort(error);
    input.generator?.cancel(error);
    for (const [request, waiting] of this.#waiting) {
      if (waiting.inputId !== inputId) continue;
      this.#waiting.delete(request);
      waiting.reject(error);
    }
  }

  #encodeError(error: unknown): unknown {
    return encodeError(error, (stack) => this.#lane.mapStack(stack));
  }
}

function cancellation(inputId: string): InputCancellation {
  return new InputCancellation(`Input ${inputId} was cancelled.`);
}

function isGeneratorObject(value: unknown): boolean {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Generator]" || tag === "[object AsyncGenerator]";
}
