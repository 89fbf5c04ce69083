import type { Commands } from "../../api/backend.js";
import { encodeError } from "../../api/codec/encode.js";
import { wireError, type WireError } from "../../api/codec/wire.js";
import { ClientClosed, InvalidError } from "../../api/errors.js";
import { describe } from "../../api/options.js";
import type { ObjectKind, ObjectReference } from "../../api/storage-commands.js";
import { StoredObject } from "../../api/stored-object.js";
import { type Kernel, type Pending } from "../kernel/kernel.js";
import { Random } from "../kernel/random.js";
import type { Storage } from "../storage/storage.js";
import { checkStorageFault, operationOf, type StorageAccess, type StorageFaultOptions } from "./storage-fault.js";

export interface FaultsPort {
  readonly kernel: Kernel;
  readonly storage: Storage;
  /** Where a name is looked up that comes without an environment. */
  environmentOf(pending: Pending | undefined): string;
  containerId(ordinal: number): string | undefined;
}

interface StorageFault extends StorageFaultOptions {
  readonly target: StoredObject<{ kind: string }> | undefined;
  readonly chance: Random;
  hits: number;
}

/** What goes wrong in a world on purpose. Each fault that hits is an event. */
export class Faults {
  readonly #port: FaultsPort;
  readonly #storage: StorageFault[] = [];
  #isClosed = false;

  /** @internal */
  constructor(port: FaultsPort) {
    this.#port = port;
    port.kernel.intercept((name, command, pending, proceed) => {
      const operation = this.#storage.length > 0 ? operationOf(name, command) : undefined;
      if (!operation || ("isImplicit" in command && command.isImplicit) || !("object" in command)) return false;
      const kind = kindOf(name, command);
      const environment = this.#port.environmentOf(pending);
      const access = { operation, objectId: this.#idOf(kind, command.object, environment), containerId: port.containerId(pending.origin.ordinal), at: port.kernel.now };
      const fault = this.#hit(access, (target) => this.#isSame(target, kind, command.object, environment));
      if (!fault) return false;
      const error = errorOf(fault, operation);
      const end = error ? () => pending.failWith(error) : proceed;
      if (fault.delayMs === undefined) end();
      else {
        const what = `a slow ${name}`;
        pending.waitsFor = () => what;
        port.kernel.timers.set({ at: port.kernel.now + fault.delayMs, kind: "arrival", label: () => what, fire: () => (pending.isOpen ? end() : undefined) });
      }
      return true;
    });
  }

  /**
   * Lets operations on stored objects fail or take time. Several plans may be given; the first that hits counts.
   * @param target a handle, or "any" for all objects
   * @throws InvalidError for an unknown option, or a value out of its range
   * @example world.faults.failStorage(volume, { operations: ["commit"], times: 1 });
   */
  failStorage(target: StoredObject<{ kind: string }> | "any", options: StorageFaultOptions = {}): void {
    if (this.#isClosed) throw new ClientClosed("world.faults.failStorage: this world is closed.");
    if (target !== "any" && !(target instanceof StoredObject)) throw new InvalidError(`world.faults.failStorage takes the handle of a Volume, NetworkFileSystem, Dict, Queue or Secret, or "any", got ${describe(target)}.`);
    checkStorageFault(options);
    const chance = new Random(`${this.#port.kernel.seed}/faults/${this.#storage.length}`);
    this.#storage.push({ ...options, target: target === "any" ? undefined : target, chance, hits: 0 });
  }

  /** Whether what a container that ends has to commit is lost. @internal */
  losesCommit(objectId: string, containerId: string): boolean {
    const fault = this.#hit({ operation: "commit", objectId, containerId, at: this.#port.kernel.now }, (target) => this.#isSame(target, "Volume", { kind: "id", id: objectId }, ""));
    return fault !== undefined && errorOf(fault, "commit") !== undefined;
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
  }

  #hit(access: StorageAccess, isTarget: (target: StoredObject<{ kind: string }>) => boolean): StorageFault | undefined {
    const fault = this.#storage.find(({ target, operations, times = Number.POSITIVE_INFINITY, probability = 1, when, chance, hits }) =>
      hits < times && (operations?.includes(access.operation) ?? true) && (!target || isTarget(target)) && (when?.(access) ?? true) && (probability === 1 || chance.float() < probability),
    );
    if (!fault) return undefined;
    fault.hits++;
    const { operation, objectId = null, containerId = null } = access;
    this.#port.kernel.events.add("fault.storage", { object: objectId, operation, container: containerId, error: errorOf(fault, operation)?.name ?? null, delayMs: fault.delayMs ?? 0 });
    return fault;
  }

  #isSame(target: StoredObject<{ kind: string }>, kind: ObjectKind, reference: ObjectReference, environment: string): boolean {
    if (target.kind !== kind) return false;
    const wanted = target.definition as ObjectReference;
    const here = this.#port.environmentOf(undefined);
    const [id, wantedId] = [this.#idOf(kind, reference, environment), this.#idOf(kind, wanted, here)];
    if (id !== undefined || wantedId !== undefined || reference.kind === "id" || wanted.kind === "id") return id === wantedId;
    return reference.name === wanted.name && (reference.environment ?? environment) === (wanted.environment ?? here); // it does not exist yet
  }

  #idOf(kind: ObjectKind, reference: ObjectReference, environment: string): string | undefined {
    return reference.kind === "id" ? reference.id : this.#port.storage.store(kind).named(reference.environment ?? environment, reference.name)?.id;
  }
}

function errorOf({ error, delayMs }: StorageFault, operation: string): WireError | undefined {
  if (error) return encodeError(error) as WireError;
  return delayMs === undefined ? wireError("ServiceError", `The storage is not available: a fault hit this ${operation}.`) : undefined;
}

const KINDS: Readonly<Record<string, ObjectKind>> = { volume: "Volume", dict: "Dict", queue: "Queue", secret: "Secret" };

function kindOf(name: string, command: Commands[keyof Commands]["command"]): ObjectKind {
  return "kind" in command && typeof command.kind === "string" ? command.kind : (KINDS[name.slice(0, name.indexOf("."))] ?? "Volume");
}
