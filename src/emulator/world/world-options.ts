import { checkDiskOptions, type DiskOptions, type DiskSettings } from "./disk-options.js";
import { isSpan } from "../../contract/time-range.js";
import { availableParallelism } from "node:os";
import { InvalidError } from "../../contract/errors.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { SandboxRuntime } from "../../contract/sandbox-definition.js";
import type { EventLogOptions } from "../kernel/event-log.js";
import { checkEvents } from "./check-events.js";
import { configured } from "./configured.js";
import { parseWorkspace, type WorkspaceOptions } from "./parse-workspace.js";
import type { WorkspaceSettings } from "../workspace/workspace-people.js";
import { HEAP_LIMIT_MB } from "../lanes/threads/lane-threads.js";
import { toInstant } from "./duration.js";
import { checkFaultPlan } from "../faults/check-fault.js";
import type { FaultPlan } from "../faults/fault-plan.js";
import { machineTime } from "../host/real-clock.js";
import { checkTimeZone } from "../schedules/time-zone.js";
import { checkSnapshot, type Snapshot } from "../storage/snapshot.js";

/** Options of {@link Emulator.start}. */
export interface EmulatorOptions extends DiskOptions {
  /** What chance is drawn from: equal seeds give equal event logs. Default: 0. */
  seed?: number | string;
  /**
   * Where the clock begins. Default: 2026-01-01T00:00:00Z, with `from` the moment of the snapshot, with a real clock
   * the present.
   */
  startTime?: Date | string;
  /**
   * `"real"`: time passes by itself, as it does for the machine, and everything happens when it is due, whether a call
   * waits or not; for worlds that serve somebody. Nothing is deterministic then. Default: `"virtual"`.
   */
  clock?: "virtual" | "real";
  /**
   * IANA name of the zone whose calendar `Period` follows and `world.schedules.calendar()` shows; containers see UTC.
   * Default: `"UTC"`.
   */
  timeZone?: string;
  /**
   * Worker threads that containers are spread over, 0 to 64; 0 runs them in the host's own thread. Default: the number
   * of cores.
   */
  threads?: number;
  /** Default of the functions' own option `isolation`. Default: `"realm"`. */
  isolation?: "realm" | "thread" | "inline";
  /**
   * npm packages that are evaluated in each container, `true` for all; others are shared by the containers of a lane.
   * Default: none but `nanoid` and `uuid`, which draw random bytes ahead.
   */
  bundle?: boolean | string[];
  /** Virtual milliseconds between the creation of a container and its start. Default: 0. */
  coldStartMs?: number;
  /**
   * Containers of a function that fail to start in a row, with pauses of 1, 2, 4 … up to 60 s between them, until the
   * inputs that wait fail with the last error. A whole number from 1, or `Infinity`. Default: 8.
   */
  maxStartFailures?: number;
  /**
   * Virtual milliseconds after which a container commits what it has changed in its volumes, over and over from its
   * start; 0: only when it is told to, and as it ends. Default: 5000.
   */
  backgroundCommitMs?: number;
  /**
   * What runs the programs of sandboxes that do not say: with `"memory"`, processes in memory, on virtual time; with
   * `"process"`, real ones of this machine, in real time while somebody waits for them, which see its files and its
   * network: they are kept from changing its files, and from nothing else. **That is no security boundary.** Default: `"memory"`.
   */
  sandboxes?: SandboxRuntime;
  /** Refuses `fetch` of containers that no `onFetch` answers. Default: false; true in the vitest fixture. */
  offline?: boolean;
  /**
   * Name of the environment that names are looked up in. Default: that of the variable `MODAL_ENVIRONMENT` as the world
   * starts, else `"main"`.
   */
  environment?: string;
  /** The workspace that `Workspace.fromContext()` gives. */
  workspace?: WorkspaceOptions;
  /**
   * Real milliseconds after which a piece of real I/O fails the inputs of its container; ten times that for one after
   * another. Default: 30,000.
   */
  realIoLimitMs?: number;
  /**
   * Freezes JavaScript's built-in objects in the threads of this world, so that a change to `Array.prototype` and the
   * like fails where it happens. Needs threads of its own: 1 or more, and not `isolation: "inline"`; functions that are
   * inline themselves are not covered. Default: false.
   */
  strict?: boolean;
  /**
   * Real milliseconds after which a thread is ended whose code does not come back to its event loop, as `while (true)
   * {}` does not: the input that it works on fails with `FunctionTimeoutError`, those of other containers there
   * run again. On `threads: 0` and `isolation: "inline"` only that code is ended, unless a debugger is attached; where
   * Node cannot go on after that, which is inside of a callback of a tick, a timer or I/O, the process ends, and stderr
   * says which function it was. More than 0; `Infinity`: never, such as while a debugger stops it. Default: 60,000.
   */
  watchdogMs?: number;
  /**
   * Megabytes that the JavaScript heap of a thread may hold, 64 or more: all containers there together, garbage
   * included, without buffers. Looked at ten times a second; a container that is at work when it is exceeded fails its
   * inputs. Without effect on `threads: 0` and `isolation: "inline"`. Default: 2048.
   */
  heapLimitMb?: number;
  /**
   * Bytes that the body of a request to a web function may have: more is refused with status 413. A whole number, or
   * `Infinity`. Default: 4 GiB, as on Modal.
   */
  maxRequestBytes?: number;
  /** How long the event log may grow, and what gets every event. */
  events?: EventLogOptions;
  /** Virtual milliseconds that may pass while a host call waits and hears nothing. Default: 366 days. */
  maxIdleAdvanceMs?: number;
  /** What goes wrong in the world, as plain data but for predicates. Default: nothing. */
  faults?: FaultPlan;
  /** What the world stores when it begins: what `world.snapshot()` gave. Default: nothing. */
  from?: Snapshot;
}

/** The options with defaults, checked. */
export interface WorldSettings extends DiskSettings {
  readonly seed: number | string;
  readonly startTime: number;
  readonly clock: "virtual" | "real";
  readonly timeZone: string;
  readonly threads: number;
  readonly isolation: "realm" | "thread" | "inline";
  readonly bundle: boolean | readonly string[];
  readonly coldStartMs: number;
  readonly maxStartFailures: number;
  readonly backgroundCommitMs: number;
  readonly sandboxes: SandboxRuntime;
  readonly offline: boolean;
  readonly environment: string;
  readonly devSuffix: string;
  readonly workspace: WorkspaceSettings;
  readonly realIoLimitMs: number;
  readonly watchdogMs: number;
  readonly heapLimitMb: number;
  readonly maxRequestBytes: number;
  readonly strict: boolean;
  readonly maxIdleAdvanceMs: number;
  readonly faults: FaultPlan;
  readonly events: EventLogOptions;
  readonly from: Snapshot | undefined;
}

const NAMES = [
  "seed",
  "startTime",
  "clock",
  "timeZone",
  "threads",
  "isolation",
  "disk",
  "diskLimitMb",
  "children",
  "bundle",
  "coldStartMs",
  "maxStartFailures",
  "backgroundCommitMs",
  "sandboxes",
  "offline",
  "environment",
  "workspace",
  "realIoLimitMs",
  "watchdogMs",
  "heapLimitMb",
  "maxRequestBytes",
  "strict",
  "maxIdleAdvanceMs",
  "faults",
  "events",
  "from",
] as const;

/** @throws InvalidError for an unknown option or a value out of range */
export function parseWorldOptions(options: EmulatorOptions): WorldSettings {
  checkOptions("Emulator.start", options, NAMES);
  const { from } = options;
  const ofProcess = configured(process.env);
  if (from !== undefined) checkSnapshot("Emulator.start: the value of `from`", from);
  const {
    seed = 0,
    clock = "virtual",
    threads = Math.min(availableParallelism(), 64),
    isolation = "realm",
    disk = "private",
    diskLimitMb = 10_240,
    children = "auto",
    bundle = false,
  } = options;
  const {
    coldStartMs = 0,
    maxStartFailures = 8,
    backgroundCommitMs = 5000,
    sandboxes = "memory",
    offline = false,
    environment = ofProcess.environment,
    realIoLimitMs = 30_000,
    strict = false,
    maxIdleAdvanceMs = 366 * 86_400_000,
  } = options;
  const faults = checkFaultPlan(options.faults ?? []);
  const { watchdogMs = 60_000, heapLimitMb = HEAP_LIMIT_MB, timeZone = "UTC", events = {} } = options;
  const { maxRequestBytes = 4 * 1024 ** 3 } = options;
  checkEvents(events);
  checkTimeZone("Emulator.start: timeZone", timeZone);
  if (typeof seed !== "string" && !Number.isFinite(seed))
    throw new InvalidError(`Emulator.start: seed must be a number or a text, not ${describe(seed)}.`);
  if (clock !== "virtual" && clock !== "real")
    throw new InvalidError(`Emulator.start: clock must be "virtual" or "real", not ${describe(clock)}.`);
  if (!Number.isInteger(threads) || threads < 0 || threads > 64)
    throw new InvalidError(`Emulator.start: threads must be a whole number from 0 to 64, not ${describe(threads)}.`);
  if (!["realm", "thread", "inline"].includes(isolation))
    throw new InvalidError(
      `Emulator.start: isolation must be "realm", "thread" or "inline", not ${describe(isolation)}.`,
    );
  if (sandboxes !== "memory" && sandboxes !== "process")
    throw new InvalidError(`Emulator.start: sandboxes must be "memory" or "process", not ${describe(sandboxes)}.`);
  checkDiskOptions({ disk, diskLimitMb, children });
  for (const [name, value] of Object.entries({ coldStartMs, backgroundCommitMs, realIoLimitMs, maxIdleAdvanceMs })) {
    if (typeof value !== "number" || !(value >= 0))
      throw new InvalidError(
        `Emulator.start: ${name} must be a number of milliseconds, 0 or more, not ${describe(value)}.`,
      );
  }
  if (!isSpan(coldStartMs))
    throw new InvalidError(
      `Emulator.start: coldStartMs must be at most 8.64e15 milliseconds, not ${describe(coldStartMs)}.`,
    );
  if (typeof watchdogMs !== "number" || !(watchdogMs > 0))
    throw new InvalidError(
      `Emulator.start: watchdogMs must be a number of milliseconds, more than 0, or Infinity for no watchdog, not ${describe(watchdogMs)}.`,
    );
  if (maxStartFailures !== Number.POSITIVE_INFINITY && !(Number.isInteger(maxStartFailures) && maxStartFailures >= 1))
    throw new InvalidError(
      `Emulator.start: maxStartFailures must be a whole number from 1, or Infinity, not ${describe(maxStartFailures)}.`,
    );
  if (!Number.isInteger(heapLimitMb) || heapLimitMb < 64)
    throw new InvalidError(
      `Emulator.start: heapLimitMb must be a whole number of megabytes, 64 or more, not ${describe(heapLimitMb)}.`,
    );
  if (maxRequestBytes !== Number.POSITIVE_INFINITY && !(Number.isInteger(maxRequestBytes) && maxRequestBytes >= 0))
    throw new InvalidError(
      `Emulator.start: maxRequestBytes must be a whole number of bytes, 0 or more, or Infinity, not ${describe(maxRequestBytes)}.`,
    );
  if (typeof bundle !== "boolean" && !(Array.isArray(bundle) && bundle.every((name) => typeof name === "string")))
    throw new InvalidError(
      `Emulator.start: bundle must be true, false or a list of package names, not ${describe(bundle)}.`,
    );
  for (const [name, value] of Object.entries({ offline, strict })) {
    if (typeof value !== "boolean")
      throw new InvalidError(`Emulator.start: ${name} must be true or false, not ${describe(value)}.`);
  }
  if (strict && (threads === 0 || isolation === "inline"))
    throw new InvalidError(
      'Emulator.start: a strict world needs threads of its own, because built-in objects stay frozen: set threads to 1 or more, and leave `isolation: "inline"` to single functions.',
    );
  checkEnvironmentName(environment);
  const startTime = options.startTime === undefined ? defaultStart(clock, from) : toInstant(options.startTime);
  return {
    seed,
    startTime,
    clock,
    timeZone,
    threads,
    isolation,
    disk,
    diskLimitMb,
    children,
    bundle,
    coldStartMs,
    maxStartFailures,
    backgroundCommitMs,
    sandboxes,
    offline,
    environment,
    devSuffix: ofProcess.devSuffix,
    workspace: parseWorkspace(options.workspace ?? {}),
    realIoLimitMs,
    watchdogMs,
    heapLimitMb,
    maxRequestBytes,
    strict,
    maxIdleAdvanceMs,
    faults,
    events,
    from,
  };
}

function defaultStart(clock: "virtual" | "real", from: Snapshot | undefined): number {
  if (clock === "real") return Math.max(machineTime(), from?.takenAt ?? 0);
  return from?.takenAt ?? Date.parse("2026-01-01T00:00:00Z");
}
