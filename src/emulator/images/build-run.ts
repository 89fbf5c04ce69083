import type { ContainerSettings } from "../../contract/container-settings.js";
import type { BuildFunction, BuiltFile } from "../../contract/image-definition.js";
import { copyOfWire, type Wire, type WireError, wireError } from "../../contract/wire.js";
import type { Failing } from "../kernel/failing.js";
import type { AttemptStatus } from "../kernel/events.js";
import { Ids } from "../kernel/ids.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ContainerSpec, WorkReport } from "../kernel/protocol.js";
import { Random } from "../kernel/random.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import type { ContainerLife } from "../life/container-life.js";
import { AppRecord } from "../records/app-record.js";
import type { Container } from "../records/container.js";
import type { ContainerOwner } from "../records/container-owner.js";
import type { ContainerTarget } from "../records/container-target.js";
import { InputlessOwner } from "../records/inputless-owner.js";
import { MAX_LOSSES } from "../records/max-losses.js";
import type { MountPlan } from "../storage/mount-plan.js";
import type { BuildLog } from "./build-log.js";
import type { WantedLayer } from "./built-layer.js";

/** What the build of a layer has come to. `missing`: it could not begin, as something is not there that it names. */
export type RunOutcome =
  | { readonly ok: true; readonly files: readonly BuiltFile[] }
  | { readonly ok: false; readonly kind: "failure" | "timeout" | "missing"; readonly error: Wire };

/** A function that is run to build a layer. */
export interface Run {
  readonly imageId: string;
  readonly layer: WantedLayer;
  readonly log: BuildLog;
  /** What ids and chance of a container come of: nothing else of the world is drawn for it. */
  nextKey(): string;
  done(outcome: RunOutcome): void;
}

/** What runs need of the rest of the world. */
export interface RunPort {
  readonly life: ContainerLife;
  /** Whether what containers write outside of mounts is their own: otherwise it is on this machine, and in no layer. */
  readonly hasOwnDisks: boolean;
  /** What it mounts. @returns `undefined` if that or a secret does not exist, after having failed */
  plan(settings: ContainerSettings, environment: string, failing: Failing): readonly MountPlan[] | undefined;
  /** Everything that a lane needs to make its container. */
  spec(container: Container, build: BuildParts, failing: Failing): ContainerSpec;
}

/** What the container of a build is made of. */
export interface BuildParts {
  readonly app: AppRecord;
  readonly run: BuildFunction;
  readonly layer: WantedLayer;
  readonly mounts: readonly MountPlan[];
  readonly seed: string;
}

/** Runs the function of a layer in a container of its own. */
export function runBuild(run: Run, kernel: Kernel, port: RunPort): void {
  const { layer, done } = run;
  const fn = layer.step.run;
  if (!fn) throw new TypeError("A layer that runs nothing needs no container.");
  let problem: WireError | undefined;
  const mounts = port.plan(fn.settings, layer.environment, {
    fail: (errorClass, message) => void (problem ??= wireError(errorClass, message)),
  });
  if (mounts) new BuildRun(run, fn, mounts, kernel, port).start();
  else done({ ok: false, kind: "missing", error: problem });
}

const INPUT = { attempt: 1 } as const;

/** The container that runs a function for a layer, or one after another if they are lost. */
class BuildRun extends InputlessOwner implements ContainerOwner {
  readonly #run: Run;
  readonly #fn: BuildFunction;
  readonly #mounts: readonly MountPlan[];
  readonly #kernel: Kernel;
  readonly #port: RunPort;
  readonly target: ContainerTarget;
  readonly hasExit = false;
  #key = "";
  #inputId = "";
  #losses = 0;
  #container: Container | undefined;
  #limit: TimerHandle | undefined;
  #isOver = false;

  constructor(run: Run, fn: BuildFunction, mounts: readonly MountPlan[], kernel: Kernel, port: RunPort) {
    super();
    this.#run = run;
    this.#fn = fn;
    this.#mounts = mounts;
    this.#kernel = kernel;
    this.#port = port;
    const { imageId, layer } = run;
    // whatever app needs the image first: others may need it as well
    const app = new AppRecord({
      id: imageId,
      name: undefined,
      environment: layer.environment,
      state: "ephemeral",
      createdAt: kernel.now,
    });
    this.target = { id: imageId, app, tag: fn.name, service: undefined };
  }

  start(): void {
    this.#key = this.#run.nextKey();
    this.#inputId = idOf("in", this.#key);
    const reason = `image ${this.#run.imageId} is built`;
    const { settings } = this.#fn;
    this.#container = this.#port.life.create({ owner: this, settings, reason, apart: idOf("ta", this.#key) });
  }

  get startupTimeoutMs(): number {
    return this.#fn.settings.startupTimeoutMs;
  }

  get attempts(): Iterable<{ readonly id: string; readonly attempt: number }> {
    return [{ id: this.#inputId, ...INPUT }];
  }

  spec(container: Container, failing: Failing): ContainerSpec {
    const { layer } = this.#run;
    const seed = `image/${this.#key}`;
    const { app } = this.target;
    return this.#port.spec(container, { app, run: this.#fn, layer, mounts: this.#mounts, seed }, failing);
  }

  ready(): void {
    const container = this.#container;
    if (!container) return;
    this.#port.life.begin(container);
    const { timeoutMs } = this.#fn.settings;
    const { tag } = this.target;
    this.#limit = this.#kernel.timers.set({
      at: this.#kernel.now + timeoutMs,
      kind: "limit",
      label: () => `time limit of \`${tag}\`, which builds an image`,
      fire: () => {
        const error = wireError("FunctionTimeoutError", `\`${tag}\` hit its timeout of ${timeoutMs / 1000}s.`);
        this.#end({ ok: false, kind: "timeout", error }, "it has hit its time limit");
      },
    });
    this.#kernel.deliver(container.ordinal, {
      type: "input",
      inputId: this.#inputId,
      callId: idOf("fc", this.#key),
      ...INPUT,
      args: copyOfWire(this.#fn.args),
      method: undefined,
    });
  }

  reported(container: Container, report: WorkReport): void {
    if (report.type !== "output" || container.state === "exiting" || container !== this.#container) return;
    this.#limit?.cancel();
    if (report.outcome.ok) this.#kernel.deliver(container.ordinal, { type: "capture" });
    else this.#end({ ok: false, kind: "failure", error: report.outcome.error }, "what it ran has failed");
  }

  captured(files: readonly BuiltFile[]): void {
    if (!this.#port.hasOwnDisks)
      this.#run.log.add(
        'Files that it wrote are on this machine, as containers write there in this world (disk: "host").',
      );
    this.#end({ ok: true, files }, "its image is built");
  }

  wrote(stream: "stdout" | "stderr", text: string): void {
    this.#run.log.add(text.replace(/\n$/, ""), stream);
  }

  startFailed(error: Wire): void {
    this.#finish({ ok: false, kind: "failure", error });
  }

  failed(status: AttemptStatus, error: Wire): void {
    this.#finish({ ok: false, kind: status === "TIMEOUT" ? "timeout" : "failure", error });
  }

  abandoned(reason: string): void {
    this.lost(reason, false);
  }

  lost(reason: string, isCounted: boolean): void {
    if (this.#isOver) return;
    this.#limit?.cancel();
    if (isCounted) this.#losses++;
    if (this.#losses <= MAX_LOSSES) return this.start();
    const message = `The container of \`${this.target.tag}\` was lost ${this.#losses} times: ${reason}.`;
    this.#finish({ ok: false, kind: "failure", error: wireError("InternalFailure", message) });
  }

  hears(): boolean {
    return !this.#isOver;
  }

  /** Ends its container first. */
  #end(outcome: RunOutcome, reason: string): void {
    if (this.#container) this.#port.life.drop(this.#container, reason, () => this.#finish(outcome));
  }

  #finish(outcome: RunOutcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#limit?.cancel();
    this.#run.done(outcome);
  }
}

/** An id that comes of a key alone. */
function idOf(prefix: "fc" | "in" | "ta", key: string): string {
  return new Ids(new Random(`${key}/${prefix}`)).next(prefix);
}
