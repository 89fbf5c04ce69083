import { imagePlan } from "../../api/images/image-plan.js";
import { Image } from "../../api/images/image.js";
import { imageKey } from "../../contract/image-key.js";
import { ClientClosed, InvalidError } from "../../contract/errors.js";
import type { FunctionHandle } from "../../api/functions/function-handle.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import { functionHint } from "../../checks/nearest-name.js";
import { describe } from "../../checks/options.js";
import { StoredObject } from "../../api/storage/stored-object.js";
import { ofFunction } from "../records/container-target.js";
import type { CallTarget } from "../records/function-record.js";
import { ArmedFault } from "./armed-fault.js";
import { AttemptFaults, type AttemptFaultPort } from "./attempt-faults.js";
import { BuildFaults } from "./build-faults.js";
import { checkFaultOptions } from "./check-fault.js";
import type {
  AttemptSelection,
  BuildFaultKind,
  ContainerLossOptions,
  DelayOptions,
  DuplicateOptions,
  FailBuildOptions,
  FailOptions,
  FailStartOptions,
  Fault,
  FaultKind,
  FaultPlan,
  RunFaultKind,
  SlowBuildOptions,
  SlowStartOptions,
} from "./fault-plan.js";
import { OperationCounts } from "./operation-counts.js";
import type { RpcFaultOptions } from "./rpc-fault.js";
import { RpcFaults } from "./rpc-faults.js";
import { StartFaults, type StartFaultPort } from "./start-faults.js";
import type { StorageFaultOptions } from "./storage-fault.js";
import { StorageFaults, type StorageFaultPort } from "./storage-faults.js";

/** A function's handle, "app/function", or "any" for all functions. */
export type FaultyFunction = AnyFunction | string;

/** An image, of which the last layer is meant, a text or pattern in what stands for a layer, or "any". */
export type FaultyBuild = Image | string | RegExp;

export interface FaultsPort extends AttemptFaultPort, StartFaultPort, StorageFaultPort {
  /** Recognises the functions that a handle, or "app/name", stands for. @throws InvalidError if it is neither */
  matcher(target: AnyFunction | string): (candidate: CallTarget) => boolean;
  /** Of all functions that there have been, as `app/function`. */
  readonly functionNames: ReadonlySet<string>;
}

/**
 * What goes wrong in a world on purpose. Each fault that hits is an event. Of several faults that could hit an attempt,
 * a container or an operation, the one that was given first does.
 */
export class Faults {
  readonly #port: FaultsPort;
  readonly #armed: ArmedFault[] = [];
  /** @internal */
  readonly ofAttempts: AttemptFaults;
  /** @internal */
  readonly ofBuilds: BuildFaults;
  /** @internal */
  readonly ofStarts: StartFaults;
  /** @internal */
  readonly ofRpcs: RpcFaults;
  /** @internal */
  readonly ofStorage: StorageFaults;
  /** @internal */
  readonly operations: OperationCounts | undefined;
  #isClosed = false;

  /** @internal @param counts whether operations are to be counted */
  constructor(port: FaultsPort, plan: FaultPlan, counts: boolean) {
    this.#port = port;
    this.operations = counts ? new OperationCounts() : undefined;
    this.ofAttempts = new AttemptFaults(port);
    this.ofBuilds = new BuildFaults(port.kernel);
    this.ofStarts = new StartFaults(port);
    this.ofRpcs = new RpcFaults(port.kernel);
    this.ofStorage = new StorageFaults(port);
    port.kernel.intercept((name, command, pending, proceed) => {
      if ("isImplicit" in command && command.isImplicit) return false;
      this.operations?.add(pending.origin);
      const strike = this.ofAttempts.operation(pending);
      if (!strike) return this.ofStorage.meets(name, command, pending, proceed);
      pending.isAnswerLost = true;
      if (!this.ofStorage.meets(name, command, pending, proceed)) proceed();
      strike();
      return true;
    });
    for (const [index, fault] of plan.entries())
      this.#arm(fault, `faults[${index}], ${JSON.stringify(fault)}`, "function" in fault ? fault.function : undefined);
  }

  /**
   * Lets attempts fail with an error, as if the function had thrown it; its code does not run.
   * @throws InvalidError for an unknown option, or a value out of its range, as all of these
   * @example world.faults.fail(fetchPage, { times: 2, error: new Error("503") });
   */
  fail(fn: FaultyFunction, options: FailOptions = {}): void {
    this.#give("fail", fn, options);
  }

  /**
   * Takes containers away while an attempt runs: it is interrupted, has 30 virtual seconds to save its work, and runs
   * again elsewhere.
   * @throws InvalidError also for a function that is `nonpreemptible`
   */
  preempt(fn: FaultyFunction, options: ContainerLossOptions = {}): void {
    const { settings } = (Object(fn) as Partial<FunctionHandle>).localDefinition ?? {};
    if (settings?.nonpreemptible)
      throw new InvalidError(`world.faults.preempt: \`${settings.name}\` is \`nonpreemptible\`. Let it crash instead.`);
    this.#give("preempt", fn, options);
  }

  /**
   * Ends containers without a word while an attempt runs; it runs again elsewhere, and fails with `InternalFailure`
   * when it was lost nine times.
   */
  crash(fn: FaultyFunction, options: ContainerLossOptions = {}): void {
    this.#give("crash", fn, options);
  }

  /** As {@link Faults.crash}, with memory as the reason. */
  outOfMemory(fn: FaultyFunction, options: ContainerLossOptions = {}): void {
    this.#give("outOfMemory", fn, options);
  }

  /** Lets what attempts come to, result or error, get lost: they run again, though all their code has run. */
  loseOutput(fn: FaultyFunction, options: AttemptSelection = {}): void {
    this.#give("loseOutput", fn, options);
  }

  /** Hands inputs out twice. */
  duplicate(fn: FaultyFunction, options: DuplicateOptions = {}): void {
    this.#give("duplicate", fn, options);
  }

  /** Lets inputs come late to their containers. */
  delay(fn: FaultyFunction, options: DelayOptions): void {
    this.#give("delay", fn, options);
  }

  /** Lets containers take long to start. */
  slowStart(fn: FaultyFunction, options: SlowStartOptions): void {
    this.#give("slowStart", fn, options);
  }

  /**
   * Lets containers fail to start: the next one starts after a pause, and what waits goes on waiting, until
   * `maxStartFailures` of the world have failed in a row.
   */
  failStart(fn: FaultyFunction, options: FailStartOptions = {}): void {
    this.#give("failStart", fn, options);
  }

  /**
   * Lets the builds of layers fail: the app that needs them does not run, with `ImageBuildError`. What is in the cache
   * is not built.
   * @param target an image, of which the last layer fails, or a text or pattern in the lines of a Dockerfile that stand
   * for the layer, or "any"
   * @throws InvalidError for an unknown option, or a value out of its range
   * @example world.faults.failBuild("pip install torch", { times: 1, error: new Error("no space left") });
   */
  failBuild(target: FaultyBuild, options: FailBuildOptions = {}): void {
    this.#giveBuild("failBuild", target, options);
  }

  /** Lets the builds of layers take virtual time. Takes what {@link Faults.failBuild} does. */
  slowBuild(target: FaultyBuild, options: SlowBuildOptions): void {
    this.#giveBuild("slowBuild", target, options);
  }

  /**
   * Lets operations on stored objects fail or take time.
   * @param target a handle, or "any" for all objects
   * @throws InvalidError for an unknown option, or a value out of its range
   * @example world.faults.failStorage(volume, { operations: ["commit"], times: 1 });
   */
  failStorage(target: StoredObject<{ kind: string }> | "any", options: StorageFaultOptions = {}): void {
    this.#checkOpen("failStorage");
    if (target !== "any" && !(target instanceof StoredObject))
      throw new InvalidError(
        `world.faults.failStorage takes the handle of a Volume, NetworkFileSystem, Dict, Queue or Secret, or "any", got ${describe(target)}.`,
      );
    checkFaultOptions("world.faults.failStorage", "failStorage", options);
    this.#arm(
      { kind: "failStorage", ...options },
      `world.faults.failStorage(${target === "any" ? '"any"' : `the ${target.kind}`}, ${JSON.stringify(options)})`,
      target === "any" ? undefined : target,
    );
  }

  /**
   * Lets calls of Modal's own clients fail, take time, or lose their answers.
   * @param method of Modal's protocol, such as `"FunctionMap"`, a pattern, or "any" for all but `AuthTokenGet`
   * @throws InvalidError for an unknown option, or a value out of its range
   * @example world.faults.rpc("QueuePut", { times: 2, code: "UNAVAILABLE" });
   */
  rpc(method: string | RegExp, options: RpcFaultOptions = {}): void {
    this.#checkOpen("rpc");
    if (!(method instanceof RegExp) && (typeof method !== "string" || method === ""))
      throw new InvalidError(`world.faults.rpc takes the name of a method or a pattern, got ${describe(method)}.`);
    checkFaultOptions("world.faults.rpc", "rpc", options);
    const label = method instanceof RegExp ? String(method) : JSON.stringify(method);
    this.#arm({ ...options, kind: "rpc", method }, `world.faults.rpc(${label}, ${JSON.stringify(options)})`, undefined);
  }

  /**
   * To be called when a test is over, as the fixture of `modal-emulator/vitest` does: a fault that had nothing to hit
   * tests nothing.
   * @throws InvalidError if there is such a fault that is not `optional`
   */
  verify(): void {
    const idle = this.unused.map(({ what, hint }) => `  ${what}${hint}`);
    if (idle.length === 0) return;
    throw new InvalidError(
      `${idle.length === 1 ? "A fault" : "Faults"} had nothing to hit:\n${idle.join("\n")}\nCorrect what is chosen, or say \`optional: true\` if that is all right.`,
    );
  }

  /** @internal */
  get unused(): { readonly what: string; readonly hint: string }[] {
    const { functionNames } = this.#port;
    return this.#armed
      .filter(({ isFulfilled }) => !isFulfilled)
      .map((armed) => ({ what: armed.what, hint: hintFor(armed, functionNames) }));
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
  }

  #checkOpen(name: FaultKind): void {
    if (this.#isClosed) throw new ClientClosed(`world.faults.${name}: this world is closed.`);
  }

  #giveBuild(kind: BuildFaultKind, target: FaultyBuild, options: FailBuildOptions | SlowBuildOptions): void {
    this.#checkOpen(kind);
    const what = `world.faults.${kind}`;
    if (!(target instanceof Image) && !(target instanceof RegExp) && (typeof target !== "string" || target === ""))
      throw new InvalidError(`${what} takes an Image, a text or a pattern, got ${describe(target)}.`);
    checkFaultOptions(what, kind, options);
    const step = target instanceof Image || target === "any" ? undefined : target;
    const label =
      target instanceof Image ? "the image" : target instanceof RegExp ? String(target) : JSON.stringify(target);
    this.#arm(
      { ...options, kind, ...(step !== undefined && { step }) } as Fault,
      `${what}(${label}, ${JSON.stringify(options)})`,
      target instanceof Image ? target : undefined,
    );
  }

  #give(kind: Exclude<RunFaultKind, "failStorage">, fn: FaultyFunction, options: object): void {
    this.#checkOpen(kind);
    checkFaultOptions(`world.faults.${kind}`, kind, options);
    this.#arm(
      { kind, ...options } as Fault,
      `world.faults.${kind}(${typeof fn === "string" ? JSON.stringify(fn) : fn.name}, ${JSON.stringify(options)})`,
      fn === "any" ? undefined : fn,
    );
  }

  #arm(fault: Fault, what: string, target: FaultyFunction | StoredObject<{ kind: string }> | Image | undefined): void {
    const seed = `${this.#port.kernel.seed}/faults/${this.#armed.length}`;
    const arm = <F extends Fault>(chosen: F): ArmedFault<F> => {
      const name = "function" in fault ? fault.function : target;
      const armed = new ArmedFault(chosen, what, seed, typeof name === "string" ? name : undefined);
      this.#armed.push(armed);
      return armed;
    };
    if (fault.kind === "failBuild" || fault.kind === "slowBuild")
      return this.ofBuilds.add(
        arm(fault),
        target instanceof Image ? imageKey(imagePlan(target.definition, false)) : undefined,
      );
    if (fault.kind === "rpc") return this.ofRpcs.add(arm(fault));
    if (fault.kind === "failStorage")
      return this.ofStorage.add(
        arm(fault),
        target instanceof StoredObject ? target : undefined,
        fault.function === undefined ? undefined : this.#port.matcher(fault.function),
      );
    const matches: (candidate: CallTarget) => boolean =
      target === undefined ? () => true : this.#port.matcher(target as FaultyFunction);
    if (fault.kind === "slowStart" || fault.kind === "failStart") this.ofStarts.add(arm(fault), ofFunction(matches));
    else this.ofAttempts.add(arm(fault), matches);
  }
}

/** Why a fault may have had nothing to hit. */
function hintFor({ fewer, functionName }: ArmedFault, functionNames: ReadonlySet<string>): string {
  if (fewer === undefined) return functionName === undefined ? "" : functionHint(functionName, functionNames);
  const operations = fewer === 1 ? "1 operation" : `${fewer} operations`;
  return `: its attempts asked for ${operations} at most, and ending counts as one more`;
}
