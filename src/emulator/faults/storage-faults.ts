import { wireError, type WireError } from "../../contract/wire.js";
import type { CommandName, Commands } from "../../contract/backend.js";
import type { ObjectKind, ObjectReference } from "../../contract/storage-commands.js";
import type { StoredObject } from "../../api/storage/stored-object.js";
import type { Kernel, Origin, Pending } from "../kernel/kernel.js";
import type { CallTarget } from "../records/function-record.js";
import type { ContainerTarget } from "../records/container-target.js";
import type { Storage } from "../storage/storage.js";
import type { ArmedFault } from "./armed-fault.js";
import { wireOfFault } from "./fault-error.js";
import type { Fault } from "./fault-plan.js";
import { objectCommand, type StorageAccess } from "./storage-fault.js";

export type StorageFault = Extract<Fault, { kind: "failStorage" }>;

/** What faults of storage need of the rest of the world. */
export interface StorageFaultPort {
  readonly kernel: Kernel;
  readonly storage: Storage;
  /** Where a name is looked up that comes without an environment. */
  environmentOf(pending: Pending | undefined): string;
  containerId(ordinal: number): string | undefined;
  /** The function, or the method, whose code asks; `undefined` for a client. */
  callerOf(origin: Origin): CallTarget | undefined;
  /** What a container is for. */
  targetOf(containerId: string): ContainerTarget;
}

type Target = StoredObject<{ kind: string }>;
type IsCaller = (caller: CallTarget) => boolean;

/** Lets operations on stored objects fail or take time. */
export class StorageFaults {
  readonly #port: StorageFaultPort;
  readonly #faults: {
    readonly armed: ArmedFault<StorageFault>;
    readonly target: Target | undefined;
    readonly isCaller: IsCaller | undefined;
  }[] = [];

  constructor(port: StorageFaultPort) {
    this.#port = port;
  }

  /** @param proceed carries the command out @returns whether that, or that it fails, is seen to here */
  meets(name: CommandName, command: Commands[CommandName]["command"], pending: Pending, proceed: () => void): boolean {
    const { kernel } = this.#port;
    const meant = this.#faults.length > 0 ? objectCommand(name, command) : undefined;
    if (!meant) return false;
    const { operation, kind, object } = meant;
    const environment = this.#port.environmentOf(pending);
    const access = {
      operation,
      objectId: this.#idOf(kind, object, environment),
      containerId: this.#port.containerId(pending.origin.ordinal),
      at: kernel.now,
    };
    const fault = this.#hit(access, this.#port.callerOf(pending.origin), (target) =>
      this.#isSame(target, kind, object, environment),
    );
    if (!fault) return false;
    const error = errorOf(fault, operation);
    const end = error ? () => pending.failWith(error) : proceed;
    if (fault.delayMs === undefined) end();
    else {
      const what = `a slow ${name}`;
      pending.waitsFor = () => what;
      kernel.timers.set({
        at: kernel.now + fault.delayMs,
        kind: "arrival",
        label: () => what,
        fire: () => (pending.isOpen ? end() : undefined),
      });
    }
    return true;
  }

  /** @param target `undefined` for all objects; so is `isCaller` for whoever asks */
  add(armed: ArmedFault<StorageFault>, target: Target | undefined, isCaller: IsCaller | undefined): void {
    this.#faults.push({ armed, target, isCaller });
  }

  /** Whether what a container that ends has to commit is lost. */
  losesCommit(objectId: string, containerId: string): boolean {
    if (this.#faults.length === 0) return false;
    const access = { operation: "commit", objectId, containerId, at: this.#port.kernel.now } as const;
    const fault = this.#hit(access, this.#port.targetOf(containerId).service, (target) =>
      this.#isSame(target, "Volume", { kind: "id", id: objectId }, ""),
    );
    return fault !== undefined && errorOf(fault, "commit") !== undefined;
  }

  #hit(
    access: StorageAccess,
    caller: CallTarget | undefined,
    isTarget: (target: Target) => boolean,
  ): StorageFault | undefined {
    const found = this.#faults.find(({ armed, target, isCaller }) => {
      const { operations, when } = armed.fault;
      return (
        (operations?.includes(access.operation) ?? true) &&
        (!target || isTarget(target)) &&
        (!isCaller || (caller !== undefined && isCaller(caller))) &&
        (when?.(access) ?? true) &&
        armed.strikes()
      );
    });
    if (!found) return undefined;
    const { fault } = found.armed;
    const { operation, objectId = null, containerId = null } = access;
    this.#port.kernel.events.add("fault.storage", {
      object: objectId,
      operation,
      container: containerId,
      error: errorOf(fault, operation)?.name ?? null,
      delayMs: fault.delayMs ?? 0,
    });
    return fault;
  }

  #isSame(target: Target, kind: ObjectKind, reference: ObjectReference, environment: string): boolean {
    if (target.kind !== kind) return false;
    const wanted = target.definition as ObjectReference;
    const here = this.#port.environmentOf(undefined);
    const [id, wantedId] = [this.#idOf(kind, reference, environment), this.#idOf(kind, wanted, here)];
    if (id !== undefined || wantedId !== undefined || reference.kind === "id" || wanted.kind === "id")
      return id === wantedId;
    // it does not exist yet
    return reference.name === wanted.name && (reference.environment ?? environment) === (wanted.environment ?? here);
  }

  #idOf(kind: ObjectKind, reference: ObjectReference, environment: string): string | undefined {
    return reference.kind === "id"
      ? reference.id
      : this.#port.storage.store(kind).named(reference.environment ?? environment, reference.name)?.id;
  }
}

function errorOf({ error, delayMs }: StorageFault, operation: string): WireError | undefined {
  if (error === undefined && delayMs !== undefined) return undefined;
  const message = `The storage is not available: a fault hit this ${operation}.`;
  return wireOfFault(error, wireError("ServiceError", message));
}
