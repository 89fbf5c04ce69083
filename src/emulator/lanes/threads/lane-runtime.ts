import fs from "node:fs";
import { App } from "../../../api/app/app.js";
import { ExecutionError, InvalidError } from "../../../contract/errors.js";
import type { Bindings } from "../../../api/session/session.js";
import type { Bundle } from "../bundling/bundle.js";
import { ContainerFiles, LaneBundler } from "../realm/computed-imports.js";
import type { ContainerBody } from "../container/container-body.js";
import { CONTAINER_GLOBALS } from "../realm/container-globals.js";
import { ContainerRuntime, type LaneHost } from "../container/container-runtime.js";
import { LaneInspector } from "./lane-inspector.js";
import { LaneModules } from "../realm/lane-modules.js";
import { ContainerMounts } from "../mounts/container-mounts.js";
import type { ContainerSpec, Delivery, ForeseenInput, Horizon, Report } from "../../kernel/protocol.js";
import { MountedSource } from "../realm/mounted-source.js";
import { selfTest, type PublicFs } from "../mounts/self-test.js";
import { Pulse } from "../routing/pulse.js";
import { immediate, inOneTurn, realDelay, realNow } from "../../time/real-time.js";
import { CompiledBundle, containerScope } from "../realm/realm.js";
import { Resources, type Busy, type Work } from "../routing/real-work.js";
import { evaluateSource } from "../realm/evaluate-source.js";
import { SourceMaps } from "../bundling/source-maps.js";
import { functionBody, bodyOf } from "../container/body-of.js";

/** What a lane is told for one turn. */
export interface TurnMessage {
  readonly now: number;
  /** Bundles that the lane does not have yet. */
  readonly bundles: readonly Bundle[];
  readonly deliveries: readonly (readonly [ordinal: number, deliveries: readonly Delivery[]])[];
  /** How far the only container of the turn may run ahead. */
  readonly horizon?: Horizon | undefined;
}

/** What containers with `isolation: "inline"` run: the host's own function objects and handles. */
export interface InlineHost {
  readonly bindings: Bindings;
  body(spec: ContainerSpec): ContainerBody | undefined;
}

export interface LaneOptions {
  /** Real milliseconds after which real I/O fails its input. */
  readonly realIoLimitMs: number;
  /** Freezes the built-in objects of the thread. */
  readonly strict?: boolean | undefined;
  /** Watches for what could make two runs differ. */
  readonly inspect?: boolean | undefined;
}

/** Turns of the event loop before a lane that waits for real I/O polls by the millisecond. */
const QUICK_POLLS = 64;

/** Real milliseconds that a container may run ahead: the host waits meanwhile. */
const RUN_AHEAD_MS = 20;

/** How many times {@link LaneOptions.realIoLimitMs} a container may go from one piece of real I/O to the next. */
const TURN_LIMITS = 10;

/**
 * Hosts containers: gives them turns and says when all of them are quiescent. Lives in a worker thread, or in the
 * host's.
 */
export class LaneRuntime implements LaneHost {
  now = 0;
  readonly pulse: Pulse;
  readonly #options: LaneOptions;
  readonly #inline: InlineHost | undefined;
  readonly #containers = new Map<number, ContainerRuntime>();
  readonly #bundles = new Map<string, Bundle>();
  readonly #compiled = new Map<string, CompiledBundle>();
  readonly #modules = new LaneModules();
  readonly #maps = new SourceMaps();
  readonly #bundler = new LaneBundler(this.#modules, (bundle) => this.#compiledFrom(bundle));
  readonly #resources: Resources;
  readonly #inspector: LaneInspector | undefined;
  #reporting = new Set<ContainerRuntime>();
  readonly #untracked = new Map<ContainerRuntime, Work[]>();

  /** @param inline what inline containers run; only the host's own thread has any */
  constructor(options: LaneOptions, inline?: InlineHost, pulse: Pulse = new Pulse()) {
    this.pulse = pulse;
    this.#options = options;
    this.#inline = inline;
    this.#resources = new Resources((container) => this.#containers.get(container.ordinal) === container, realNow);
    if (!options.inspect) return;
    const inspector = new LaneInspector();
    this.#inspector = inspector;
    this.#resources.onUse = ({ ordinal }, type) => inspector.used(ordinal, type);
  }

  async turn({ now, bundles, deliveries, horizon }: TurnMessage): Promise<Report[]> {
    this.now = now;
    for (const bundle of bundles) this.#bundles.set(bundle.file, bundle);
    // containers' code begins as a microtask in every kind of lane, so that ticks and microtasks come in the same order
    await Promise.resolve();
    const waking: ContainerRuntime[] = [];
    for (const [ordinal, messages] of deliveries) {
      const container = this.#container(ordinal, messages);
      if (!container) continue;
      this.#reporting.add(container);
      for (const message of messages) {
        if (message.type === "wake") waking.push(container);
        else {
          this.pulse.enter(ordinal);
          container.deliver(message);
          if (deliveries.length > 1) this.pulse.leave();
        }
      }
    }
    await immediate();
    if (waking.length > 0) await this.#fireTimers(waking, deliveries.length === 1);
    await this.#quiescent();
    this.pulse.leave();
    const reports = this.#takeReports();
    if (horizon) return this.#runAhead(reports, horizon);
    return this.#inspector?.annotate(reports, this.#modules.specifiers) ?? reports;
  }

  #takeReports(): Report[] {
    for (const container of this.#reporting) container.endTurn();
    const reporting = this.#reporting;
    this.#reporting = new Set();
    return Array.from(reporting, reportOf);
  }

  /**
   * One turn after the other without telling the host, as long as the container asks for nothing. Those that leave only
   * promises behind take no turn of the event loop.
   */
  async #runAhead([first, ...others]: Report[], { ordinal, inputs }: Horizon): Promise<Report[]> {
    const container = this.#containers.get(ordinal);
    if (!container || !first || others.length > 0 || !this.#isSelfContained(first))
      return first ? [first, ...others] : [];
    const ahead: Report[] = [];
    const began = realNow();
    const start = ([at, inputId, callId]: ForeseenInput): void => {
      this.now = at;
      this.#reporting.add(container);
      container.deliver({ type: "input", inputId, callId, attempt: 1, args: [], method: undefined });
    };
    /** @returns whether the container may go on */
    const end = (): boolean => {
      container.endTurn();
      this.#reporting.delete(container);
      const report = reportOf(container);
      ahead.push(report);
      return ahead.length < inputs.length && this.#isSelfContained(report) && realNow() - began <= RUN_AHEAD_MS;
    };
    this.pulse.enter(ordinal);
    for (let goesOn = true; goesOn;) {
      let begun: number | undefined;
      let isOver = true;
      await inOneTurn(inputs.length - ahead.length + 1, () => {
        isOver = begun === undefined || this.#resources.begun === begun;
        goesOn = isOver && (begun === undefined || end());
        const input = inputs[ahead.length];
        if (!goesOn || !input) return false;
        begun = this.#resources.begun;
        void Promise.resolve(input).then(start); // as a microtask, as in any turn
        return true;
      });
      if (isOver) continue;
      await immediate();
      await this.#quiescent();
      goesOn = end();
    }
    this.pulse.leave();
    return [{ ...first, ahead }];
  }

  /** Whether a turn came to the end of its input, wanted nothing but that known, and left nothing behind. */
  #isSelfContained({ ordinal, requests, nextTimer }: Report): boolean {
    const last = requests.at(-1);
    if (last?.type !== "output" || !last.outcome.ok || typeof last.outcome.value === "object") return false;
    return (
      nextTimer === null &&
      this.#containers.has(ordinal) &&
      this.isIdle &&
      requests.every(({ type }, index) => type === "log" || index === requests.length - 1)
    );
  }

  /** Nothing that is real is open on behalf of a container. */
  get isIdle(): boolean {
    return this.#resources.isIdle && this.#untracked.size === 0;
  }

  /** Ends all containers; the lane can serve another world then. */
  reset(): void {
    for (const container of [...this.#containers.values()]) container.deliver({ type: "drop" });
    this.#bundles.clear();
    this.#compiled.clear();
  }

  close(): void {
    this.reset();
    this.#resources.close();
  }

  async load(container: ContainerRuntime): Promise<ContainerBody> {
    const { code, tag, app: appName, mounts } = container.spec;
    if (mounts.length > 0) await this.#mount(container);
    if (code.kind === "inline") {
      const body = this.#inline?.body(container.spec);
      if (!body) throw new ExecutionError(`Inline function \`${tag}\` is not known in this process.`);
      return body;
    }
    if (code.kind === "source") {
      const found = await evaluateSource(code.source, container, this.#modules);
      if (!container.spec.cls) return functionBody(found, container.spec.isGenerator);
      new App(appName).cls({}, Object.defineProperty(found, "name", { value: tag }) as never);
    } else await this.#evaluate(code.file, container);
    // Of several apps of that name, the module's own is the last: what it imports was evaluated before it.
    const handle = container.session.importing.apps
      .filter(({ name }) => name === appName)
      .map((app) => app.handle(tag))
      .findLast((found) => found !== undefined);
    if (!handle) {
      throw new InvalidError(
        `${container.spec.cls ? "Class" : "Function"} \`${tag}\` was not found when its container evaluated the module: it must be defined in global scope, at the top level of the module, under the same name each time, and not behind a condition that only holds locally.`,
      );
    }
    return bodyOf(handle, container.spec);
  }

  async #evaluate(file: string, container: ContainerRuntime): Promise<void> {
    const compiled = this.#compile(file);
    if (!compiled.isLinked) await container.io("import of packages", () => compiled.link(this.#modules));
    await compiled.evaluate(
      containerScope(
        container,
        this.#modules,
        new ContainerFiles(this.#bundler, container.mounts && new MountedSource(container.mounts, file)),
        file,
      ),
      this.#modules,
    );
  }

  async #mount(container: ContainerRuntime): Promise<void> {
    const { Volume } = await container.io("import of memfs", () => import("memfs"));
    const mounts = new ContainerMounts(container.spec.mounts, container, Volume);
    container.mounts = mounts;
    await selfTest(mounts, [
      { name: "as user code", ...container.files } as unknown as PublicFs,
      { name: "as packages", fs, promises: fs.promises },
    ]);
  }

  #compile(file: string): CompiledBundle {
    const existing = this.#compiled.get(file);
    if (existing) return existing;
    const bundle = this.#bundles.get(file);
    if (!bundle) throw new ExecutionError(`The code of ${file} did not reach its lane.`);
    const compiled = this.#compiledFrom(bundle);
    this.#compiled.set(file, compiled);
    return compiled;
  }

  #compiledFrom(bundle: Bundle): CompiledBundle {
    this.#maps.add(bundle);
    return new CompiledBundle(bundle, Object.keys(CONTAINER_GLOBALS));
  }

  mapStack(text: string): string {
    return this.#maps.rewrite(text);
  }

  begin(container: ContainerRuntime, what: string): void {
    if (what.startsWith("fetch")) this.#inspector?.used(container.ordinal, what);
    this.#untracked.set(container, [...(this.#untracked.get(container) ?? []), { what, since: realNow() }]);
  }

  end(container: ContainerRuntime, what: string): void {
    const works = this.#untracked.get(container) ?? [];
    const left = works.toSpliced(
      works.findIndex((work) => work.what === what),
      1,
    );
    if (left.length > 0) this.#untracked.set(container, left);
    else this.#untracked.delete(container);
  }

  touched(container: ContainerRuntime): void {
    this.pulse.call(container.ordinal);
    this.#reporting.add(container);
  }

  dropped(container: ContainerRuntime): void {
    this.#containers.delete(container.ordinal);
    this.#untracked.delete(container);
    this.#resources.forget(container);
  }

  #container(ordinal: number, messages: readonly Delivery[]): ContainerRuntime | undefined {
    const [first] = messages;
    if (first?.type !== "start") return this.#containers.get(ordinal);
    const container = new ContainerRuntime(
      ordinal,
      first.spec,
      this,
      first.spec.code.kind === "inline" ? this.#inline?.bindings : undefined,
    );
    this.#containers.set(ordinal, container);
    return container;
  }

  /** Fires what is due, one timer of each container at a time, so that microtasks run in between as in Node. */
  async #fireTimers(containers: readonly ContainerRuntime[], isAlone: boolean): Promise<void> {
    const waking = new Set(containers);
    while (waking.size > 0) {
      for (const container of waking) {
        this.pulse.enter(container.ordinal);
        if (!container.timers.fireNext()) waking.delete(container);
        if (!isAlone) this.pulse.leave();
      }
      await immediate();
    }
  }

  async #quiescent(): Promise<void> {
    if (this.isIdle) return;
    const began = realNow();
    for (let polls = 0; ; polls++) {
      this.pulse.beat();
      const busy = this.#resources.busy(this.#reporting);
      for (const [container, [work]] of this.#untracked) if (work) busy.add(container, work);
      if (busy.size === 0)
        for (const container of await this.#messaging())
          busy.add(container, { what: "messages through ports", since: Number.POSITIVE_INFINITY });
      if (busy.size === 0) return;
      this.#limit(busy, began);
      await (polls < QUICK_POLLS ? immediate() : realDelay(1));
    }
  }

  /**
   * Fails whoever waits too long for one thing, or far too long for one after another. @param began when waiting began
   */
  #limit(busy: Busy, began: number): void {
    const { realIoLimitMs } = this.#options;
    const now = realNow();
    for (const [container, { what, since }] of busy) {
      const isOver = now - (since === Number.POSITIVE_INFINITY ? began : Math.max(since, began)) > realIoLimitMs;
      if (isOver || now - began > TURN_LIMITS * realIoLimitMs)
        container.fail(
          new ExecutionError(`Real I/O (${what}) took longer than ${realIoLimitMs} ms of real time (realIoLimitMs).`),
        );
    }
  }

  /** Lets messages arrive that are on their way through ports. @returns whom they may have been for, if any did */
  async #messaging(): Promise<Iterable<ContainerRuntime>> {
    const { portOwners, messages } = this.#resources;
    if (portOwners.size === 0) return portOwners;
    await immediate(); // the end of this turn of the event loop
    await immediate(); // a whole one
    return this.#resources.messages === messages ? [] : portOwners;
  }
}

function reportOf(container: ContainerRuntime): Report {
  return {
    ordinal: container.ordinal,
    requests: container.takeRequests(),
    nextTimer: container.isAlive ? container.timers.nextAt : null,
  };
}
