import type { App } from "../api/app.js";
import { ClientClosed } from "../api/errors.js";
import type { AnyFunction } from "../api/function-types.js";
import type { DeployOptions } from "../api/running-app.js";
import { withSession, type Session } from "../api/session.js";
import { Apps } from "./apps/apps.js";
import { functionMatcher } from "./apps/function-matcher.js";
import { Secrets } from "./apps/secrets.js";
import { Attempts } from "./calls/attempts.js";
import { Calls, describe } from "./calls/calls.js";
import { callRecords, containerRecords, type CallSummary, type ContainerSummary } from "./world-records.js";
import type { InputRecord } from "./calls/records.js";
import { WorldClock } from "./clock/world-clock.js";
import { containerSpec } from "./container-spec.js";
import { FetchRoutes, type FetchHandler, type FetchPattern } from "./host/fetch-routes.js";
import { Host } from "./host/host.js";
import { Mocks } from "./host/mocks.js";
import { EventLog } from "./kernel/event-log.js";
import { Fetches } from "./kernel/fetches.js";
import { HOST, Kernel } from "./kernel/kernel.js";
import { Rounds } from "./kernel/rounds.js";
import { formatWaits, type Wait } from "./kernel/wait-graph.js";
import { lanePool } from "./lanes/lane-pool.js";
import { LaneSet } from "./lanes/lane-set.js";
import { Containers } from "./pools/containers.js";
import { parseWorldOptions, type EmulatorOptions, type WorldSettings } from "./world-options.js";
import { WorldLogs } from "./world-logs.js";

/**
 * A world: one emulated Modal with its clock, its seed and its log. Any number live side by side in one process. Close it when done: the
 * threads of its containers keep the process open until then.
 * @example
 * await using world = await Emulator.start({ seed: 1 });
 * await world.run(app, () => square.remote(3));
 */
export class Emulator implements AsyncDisposable {
  readonly clock: WorldClock;
  /** Everything that happened, in order. */
  readonly events: EventLog;
  /** What containers wrote. */
  readonly logs: WorldLogs;
  readonly secrets: Secrets;
  readonly seed: number | string;
  readonly #kernel: Kernel;
  readonly #host: Host;
  readonly #rounds: Rounds;
  readonly #lanes: LaneSet;
  readonly #mocks: Mocks;
  readonly #routes: FetchRoutes;
  readonly #closed = { value: undefined as Promise<void> | undefined };

  /**
   * Starts a world.
   * @throws InvalidError for an unknown option or a value out of range
   */
  static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    return new Emulator(parseWorldOptions(options));
  }

  private constructor(settings: WorldSettings) {
    this.seed = settings.seed;
    const kernel = new Kernel(String(settings.seed), settings.startTime);
    this.#kernel = kernel;
    this.events = kernel.events;
    this.logs = new WorldLogs(kernel.events);
    this.secrets = new Secrets(settings.environment);
    const changed = (): void => this.#host.change();
    this.#mocks = new Mocks((id) => apps.function(id), changed);
    this.#routes = new FetchRoutes(settings.offline, changed);
    this.#host = new Host({ mocks: this.#mocks, routes: this.#routes });
    const { bindings } = this.#host.session;
    this.#lanes = new LaneSet(lanePool, settings, { bindings, body: (functionId) => bindings.handle(functionId)?.getRawFunction() });
    const dispatch = (input: InputRecord): void => this.#dispatch(input, attempts);
    const attempts: Attempts = new Attempts(kernel, {
      dispatch,
      dropContainer: (container, reason, settle) => containers.dropContainer(container, reason, settle),
      deliverCancel: (container, input) => kernel.deliver(container.ordinal, { type: "cancel", inputId: input.id }),
      ended: (input) => apps.stopIfDone(input.call.target.app),
      waitGraph: (input) => formatWaits(this.#waitsOf(input, calls)),
    });
    const containers: Containers = new Containers(kernel, {
      attempts,
      coldStartMs: settings.coldStartMs,
      spec: (container) => containerSpec(container, { kernel, secrets: this.secrets, isolation: settings.isolation }),
    });
    const apps: Apps = new Apps(kernel, {
      environment: settings.environment,
      secrets: this.secrets,
      containers,
      dispatch,
      terminateAll: (app) => calls.terminateAll(app),
      environmentOf: (ordinal) => containers.byOrdinal(ordinal)?.pool.target.app.environment,
    });
    const calls: Calls = new Calls(kernel, { apps, attempts, containers, dispatch, isMocked: (target) => this.#mocks.find(target) !== undefined });
    const fetches = new Fetches(kernel, (ordinal) => containers.byOrdinal(ordinal)?.id ?? "");
    kernel.handleHost({
      output: ({ inputId, attempt, outcome }) => {
        const input = calls.input(inputId);
        if (input) attempts.report(input, attempt, outcome);
      },
      item: ({ inputId, attempt, item }) => {
        const input = calls.input(inputId);
        if (input?.state === "running" && input.attempt === attempt) input.call.sink?.item(item);
      },
      fetched: ({ id, reply }) => fetches.fetched(id, reply),
    });
    const surroundings = Object.assign(this.#host, { turn: this.#lanes.turn.bind(this.#lanes) });
    this.#rounds = new Rounds(kernel, surroundings, { maxIdleAdvanceMs: settings.maxIdleAdvanceMs, waitGraph: () => formatWaits(this.#waits(calls)) });
    this.#host.onRequest(() => this.#rounds.poke());
    this.clock = new WorldClock(kernel, this.#rounds);
    this.calls = (fn) => callRecords(calls.all, fn ? functionMatcher(fn) : () => true);
    this.containers = (fn) => {
      const matches = fn && functionMatcher(fn);
      return containerRecords(kernel.events, (id) => !matches || matches(containers.targetOf(id)));
    };
  }

  /** Calls so far, of one function or of all. */
  readonly calls: (fn?: AnyFunction) => CallSummary[];

  /** Containers so far, of one function or of all. */
  readonly containers: (fn?: AnyFunction) => ContainerSummary[];

  /**
   * Runs an app in this world while `body` runs. Calls inside it, of this app or of others that are deployed here, talk to this world.
   * @returns what `body` returns
   */
  async run<T>(app: App, body: () => T): Promise<Awaited<T>> {
    return this.within(() => app.run(body));
  }

  /** Deploys an app in this world. */
  async deploy(app: App, options?: DeployOptions): Promise<App> {
    return this.within(() => app.deploy(options));
  }

  /** Selects this world for the calls made in `body`. */
  within<T>(body: () => T): T {
    return withSession(this.#host.session, body);
  }

  /** No rounds and no time while `body` runs: for real work of the test while a call waits. */
  async hold<T>(body: () => T): Promise<Awaited<T>> {
    this.#rounds.hold();
    try {
      return await body();
    } finally {
      this.#rounds.release();
    }
  }

  /**
   * Lets `implementation` answer in this process, instead of the function in a container: spies and closures work. Retries and time limits
   * of the function hold for it.
   * @param fn the function's handle, or "app/name"
   */
  mock<A extends unknown[]>(fn: AnyFunction | string, implementation: (...args: A) => unknown): void {
    this.#mocks.add(fn, implementation);
  }

  /**
   * Answers `fetch` of containers.
   * @param pattern the URL, where `*` stands for anything, or a regular expression
   */
  onFetch(pattern: FetchPattern, handler: FetchHandler): void {
    this.#routes.add(pattern, handler);
  }

  /** Ends the world: its containers are dropped, and calls that still wait are rejected with {@link ClientClosed}. */
  close(): Promise<void> {
    return (this.#closed.value ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  get session(): Session {
    return this.#host.session;
  }

  async #close(): Promise<void> {
    this.#rounds.close(new ClientClosed("The world was closed while its clock was waited for."));
    this.clock.close();
    this.#host.close();
    await this.#lanes.close();
  }

  /** A stand-in comes first, then the function's containers. */
  #dispatch(input: InputRecord, attempts: Attempts): void {
    const { target } = input.call;
    if (target.isDropped) return attempts.drop(input);
    if (!this.#mocks.find(target)) return target.pool.enqueue(input);
    const { args } = input;
    attempts.start(input, undefined);
    this.#kernel.events.add("input.mocked", { input: input.id });
    this.#kernel.deliverToHost({ type: "mock", inputId: input.id, callId: input.call.id, attempt: input.attempt, functionId: target.id, args });
  }

  /** What an input waits for, and what that waits for. */
  *#waitsOf(input: InputRecord, calls: Calls): Generator<Wait> {
    if (!input.container) return;
    for (const pending of this.#kernel.pendingOf(input.container.ordinal)) {
      if (pending.origin.inputId === input.id) yield { who: describe(input), forWhat: pending.waitsFor() };
    }
    for (const child of input.children) for (const grandchild of child.inputs) if (!grandchild.isEnded) yield* this.#waitsOf(grandchild, calls);
  }

  *#waits(calls: Calls): Generator<Wait> {
    for (const pending of this.#kernel.pendingOf(HOST)) yield { who: "the host", forWhat: pending.waitsFor() };
    for (const call of calls.all) if (!call.parent) for (const input of call.inputs) if (!input.isEnded) yield* this.#waitsOf(input, calls);
  }
}
