import type { EnvironmentAccess, EnvironmentGate } from "../../contract/workspace-commands.js";
import { Ids } from "../kernel/ids.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { Random } from "../kernel/random.js";

/** An environment of a world. */
export interface EnvironmentRecord {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Left out: everybody may do everything. */
  readonly gate?: EnvironmentGate;
}

export interface EnvironmentsPort {
  /** The world's own environment. */
  readonly own: string;
  /** That of the app whose container asks. */
  ofContainer(ordinal: number): string | undefined;
  /** Those that apps run or are deployed in. */
  inUse(): ReadonlySet<string>;
  /** Stops and deletes everything in an environment. */
  empty(name: string): void;
}

/**
 * The environments of a world: each comes into being when something is put into it.
 * Modal: docs/modal/environments.md#scope, docs/modal/environments.md#environment-objects.
 */
export class Environments {
  readonly #kernel: Kernel;
  readonly #port: EnvironmentsPort;
  readonly #byName = new Map<string, EnvironmentRecord>();
  /** Hears who may come into an environment that is made. */
  onCreated: ((name: string, access: EnvironmentAccess) => void) | undefined;
  onDeleted: ((name: string) => void) | undefined;
  /** Says who may do what in an environment, if that is not everything. */
  gateOf: ((name: string) => EnvironmentGate | undefined) | undefined;
  /** Hears who may do what in an environment that is loaded. */
  onLoaded: ((name: string, gate: EnvironmentGate | undefined) => void) | undefined;

  constructor(kernel: Kernel, port: EnvironmentsPort) {
    this.#kernel = kernel;
    this.#port = port;
    this.#byName.set(port.own, this.#record(port.own));
    kernel.handle("environment.lookup", ({ name, createIfMissing }, pending) => {
      if (createIfMissing) this.ensure(name);
      const found = this.#byName.get(name);
      if (found) pending.reply({ objectId: found.id });
      else pending.fail("NotFoundError", missing(name));
    });
    kernel.handle("environment.create", ({ name, access }, pending) => {
      if (this.#byName.has(name)) return pending.fail("AlreadyExistsError", `Environment "${name}" exists already.`);
      this.ensure(name);
      if (access) this.onCreated?.(name, access);
      pending.reply(null);
    });
    kernel.handle("environment.list", (_command, pending) =>
      pending.reply(Array.from(this.#byName.values(), ({ id, name }) => ({ objectId: id, name })).toReversed()),
    );
    kernel.handle("environment.delete", ({ name }, pending) => {
      if (!this.#byName.has(name)) return pending.fail("NotFoundError", missing(name));
      pending.reply(null); // first: the container that asks may be in it
      this.#port.empty(name);
      this.#byName.delete(name);
      this.onDeleted?.(name);
      this.#kernel.events.add("environment.deleted", { environment: name });
    });
  }

  /** The world's own. */
  get own(): string {
    return this.#port.own;
  }

  /** @returns whether there is one of that name; whoever asks hears of it if there is none */
  mustHave(name: string, pending: Pending): boolean {
    if (!this.#byName.has(name)) pending.fail("NotFoundError", missing(name));
    return this.#byName.has(name);
  }

  /** All of them, oldest first. */
  get all(): Iterable<EnvironmentRecord> {
    return this.#byName.values();
  }

  /** All of them, as they are kept. */
  save(): EnvironmentRecord[] {
    return Array.from(this.#byName.values(), (record) => {
      const gate = this.gateOf?.(record.name);
      return gate ? { ...record, gate } : record;
    });
  }

  /** Where a name is looked up that comes without an environment. */
  of({ origin }: Pending): string {
    return origin.environment ?? this.#port.ofContainer(origin.ordinal) ?? this.#port.own;
  }

  /** Something is put into an environment. */
  ensure(name: string): void {
    if (this.#byName.has(name)) return;
    this.#byName.set(name, this.#record(name));
    this.#kernel.events.add("environment.created", { environment: name });
  }

  /** Replaces all but the world's own and those that apps are in. */
  load(records: readonly EnvironmentRecord[]): void {
    const kept = this.#port.inUse();
    for (const name of this.#byName.keys()) if (name !== this.#port.own && !kept.has(name)) this.#byName.delete(name);
    for (const { gate, ...record } of records) {
      this.#byName.set(record.name, record);
      this.onLoaded?.(record.name, gate);
    }
  }

  /** Its id does not depend on when it is made. */
  #record(name: string): EnvironmentRecord {
    return {
      id: new Ids(new Random(`${this.#kernel.seed}/environment/${name}`)).next("en"),
      name,
      createdAt: this.#kernel.now,
    };
  }
}

function missing(name: string): string {
  return `Environment "${name}" does not exist: \`Environment.objects.create("${name}")\` or \`Environment.fromName("${name}", { createIfMissing: true })\` makes it, and so does putting something into it.`;
}
