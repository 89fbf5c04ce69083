import type { App } from "../../api/app/app.js";
import { ClientClosed, InvalidError } from "../../contract/errors.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import type { MockOf } from "../../api/types/mock-of.js";
import { describe } from "../../checks/options.js";
import type { DeployOptions, RunOptions } from "../../api/app/running-app.js";
import { withSession, type Session } from "../../api/session/session.js";
import { WorldClock } from "./world-clock.js";
import type { DoctorReport } from "../doctor/doctor-report.js";
import type { Faults } from "../faults/faults.js";
import type { StandInOptions } from "../host/stand-in-use.js";
import type { RoundOrder } from "../kernel/round-order.js";
import type { Snapshot } from "../storage/snapshot.js";
import { checkApp } from "./check-app.js";
import { WorldHistory } from "./world-history.js";
import { worldLogs } from "./lines-under-way.js";
import type { WorldLogs } from "./world-logs.js";
import { noteOpening, type Purpose } from "./opened-worlds.js";
import { worldSchedules, type WorldSchedules } from "./world-schedules.js";
import { parseWorldOptions, type EmulatorOptions, type WorldSettings } from "./world-options.js";
import { assembleWorld } from "./assemble-world.js";
import type { WorldParts } from "./world-parts.js";
import { TestEnd } from "./test-end.js";
import { WorldState } from "./world-state.js";

/**
 * A world: one emulated Modal with its clock, its seed and its log. Any number live side by side in one process. Close
 * it when done: the threads of its containers keep the process open until then.
 * @example await using world = await Emulator.start({ seed: 1 }); await world.run(app, () => square.remote(3));
 */
export class Emulator extends WorldHistory implements AsyncDisposable {
  readonly clock: WorldClock;
  /** What containers wrote. */
  readonly logs: WorldLogs;
  /** What runs by itself, and when. */
  readonly schedules: WorldSchedules;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  /** @internal */
  readonly testEnd: TestEnd;
  readonly #parts: WorldParts;
  readonly #settings: WorldSettings;
  readonly #state: WorldState;
  #closing: Promise<void> | undefined;

  /**
   * Starts a world.
   * @throws InvalidError for an unknown option or a value out of range
   */
  static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    const settings = parseWorldOptions(options);
    return new Emulator(settings, await assembleWorld(settings), "own");
  }

  /** @internal A world whose rounds are applied in an order of the caller's. */
  static async ordered(options: EmulatorOptions, order: RoundOrder): Promise<Emulator> {
    const settings = parseWorldOptions(options);
    if (settings.clock === "real")
      throw new InvalidError('With a real clock, no order of what happens can be chosen. Leave out `clock: "real"`.');
    return new Emulator(settings, await assembleWorld(settings, { order }), "trial");
  }

  private constructor(settings: WorldSettings, parts: WorldParts, purpose: Purpose) {
    super(parts, settings, (method) => this.#checkOpen(method));
    this.#parts = parts;
    this.testEnd = new TestEnd(parts);
    this.#settings = settings;
    this.#state = new WorldState(parts, (method) => this.#checkOpen(method));
    this.logs = worldLogs(parts);
    this.faults = parts.faults;
    this.clock = new WorldClock(parts.kernel, parts.rounds, parts.schedules, this.testEnd.waits);
    this.schedules = worldSchedules(
      parts.schedules,
      () => parts.rounds.now,
      () => this.session,
    );
    noteOpening(this, purpose);
  }

  /**
   * Runs an app in this world while `body` runs. Calls inside it, of this app or of others that are deployed here, talk
   * to this world.
   * @returns what `body` returns
   */
  async run<T>(app: App, body: () => T, options?: RunOptions): Promise<Awaited<T>> {
    checkApp("run", app);
    if (typeof body !== "function")
      throw new InvalidError(
        `world.run: the second argument must be a function, as in \`world.run(app, () => …)\`, not ${describe(body)}.`,
      );
    using _wait = this.testEnd.waits.begin("world.run");
    return await this.within(() => app.run(body, options));
  }

  /** Deploys an app in this world. */
  async deploy(app: App, options?: DeployOptions): Promise<App> {
    checkApp("deploy", app);
    using _wait = this.testEnd.waits.begin("world.deploy");
    return await this.within(() => app.deploy(options));
  }

  /** Selects this world for the calls made in `body`. */
  within<T>(body: () => T): T {
    return withSession(this.#parts.host.session, body);
  }

  /** No rounds and no time while `body` runs: for real work of the test while a call waits. */
  async hold<T>(body: () => T): Promise<Awaited<T>> {
    this.#checkOpen("hold");
    this.#parts.rounds.hold();
    try {
      return await body();
    } finally {
      this.#parts.rounds.release();
    }
  }

  /**
   * Lets `implementation` answer in this process, instead of the function in a container: spies and closures work.
   * Retries and time limits of the function hold for it.
   * @param fn the function's handle, or "app/name"; the handle also gives the types of arguments and result
   * @param options.optional it is all right if it is never called: {@link Emulator.verify} says nothing then
   * @throws InvalidError for what is no function, and for an unknown option
   * @example world.mock(fetchPage, (url) => `<h1>${url}</h1>`);
   */
  mock<A extends unknown[]>(fn: string, implementation: (...args: A) => unknown, options?: StandInOptions): void;
  mock<F extends AnyFunction>(fn: F, implementation: MockOf<F>, options?: StandInOptions): void;
  mock(fn: AnyFunction | string, implementation: (...args: never[]) => unknown, options: StandInOptions = {}): void {
    this.#checkOpen("mock");
    this.#parts.mocks.add(fn, implementation, options, this.session);
  }

  /**
   * To be called when a test is over, as the fixture of `modal-emulator/vitest` does: a fault that had nothing to hit,
   * a mock that was never called and an `onFetch` handler that was never asked test nothing. What a later mock of the
   * same function, or a later handler of the same pattern, has replaced does not count.
   * @throws InvalidError if there is any that is not `optional`
   */
  verify(): void {
    this.testEnd.verify();
  }

  /**
   * Finds out whether `body` is deterministic: runs it twice in the same threads, and once on another number of
   * threads, each time in a fresh world with the options of this one, and compares the event logs, with the arguments
   * and results of calls. If they differ, it runs the body again under other circumstances, to find the cause. This
   * world itself is not touched: what the body needs, such as mocks, stand-ins and secrets, it sets up in the world
   * that it is given.
   * @throws whatever `body` throws, if it fails in every run alike; InvalidError if it is not a function
   * @example
   * const report = await world.doctor((world) => world.run(app, () => draw.forEach(["Ann", "Bob"])));
   * expect(report.deterministic, String(report)).toBe(true);
   */
  async doctor(body: (world: Emulator) => unknown): Promise<DoctorReport> {
    const [{ checkBody, diagnose }, { composeWorld }] = await Promise.all([
      import("../doctor/diagnose.js"),
      import("./world-parts.js"),
    ]);
    checkBody(body);
    if (this.#settings.clock === "real")
      throw new InvalidError(
        'world.doctor: with a real clock no two runs are alike. Start the world without `clock: "real"`.',
      );
    return diagnose(this.#settings, (settings, examination) => {
      const world = new Emulator(settings, composeWorld(settings, { examination }), "trial");
      const run = async (): Promise<void> => void (await world.within(() => body(world)));
      const { kernel, calls, containers } = world.#parts;
      const container = (ordinal: number): { id: string; tag: string } | undefined => {
        const found = containers.byOrdinal(ordinal);
        return found && { id: found.id, tag: found.owner.target.tag };
      };
      return { kernel, calls, container, run, [Symbol.asyncDispose]: () => world.close() };
    });
  }

  /**
   * Everything that is stored now: all kinds of objects with their ids, names and contents. Ephemeral objects are left
   * out, apps and what runs is no part of it. `Emulator.start({ from })` begins with it.
   */
  async snapshot(): Promise<Snapshot> {
    return this.#state.save();
  }

  /**
   * Writes everything that is stored into a directory, as `snapshot` has it; values of secrets in clear text.
   * @param directory new, empty, or with an earlier export, which is replaced
   * @throws InvalidError if something else is in the directory
   */
  async export(directory: string): Promise<void> {
    await this.#state.export(directory);
  }

  /**
   * Replaces everything that is stored by what `export` has written into a directory; apps stay. All of it is checked
   * first.
   * @throws InvalidError if the directory holds something else, if anything of it is missing or was changed, and while
   * containers live or a call waits; the world is unchanged then
   */
  async import(directory: string): Promise<void> {
    await this.#state.import(directory);
  }

  /** Ends the world: its containers are dropped, and calls that still wait are rejected with {@link ClientClosed}. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** @internal */
  get session(): Session {
    return this.#parts.host.session;
  }

  #checkOpen(method: string): void {
    if (this.#closing) throw new ClientClosed(`world.${method}: this world is closed.`);
  }

  async #close(): Promise<void> {
    await this.#state.settled;
    await this.closeDoors();
    this.#parts.rounds.close(new ClientClosed("The world was closed while its clock was waited for."));
    this.closeSupplies();
    for (const part of [this.clock, this.faults, this.#parts.host]) part.close();
    await this.#parts.lanes.close();
  }
}
