import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import { inspect } from "node:util";
import { Script } from "node:vm";

/** Something that holds for a whole thread. */
export interface Setting {
  read(): unknown;
  write(value: unknown): void;
  /** Hears of what is set by a call, where that cannot be read. */
  note?(args: readonly unknown[]): void;
}

/** Those that are set by a call, once code of a container has made it; with what was there before the first. */
const called = new Map<Setting, unknown>();

/** To be told before code of a container calls what sets it. */
export function aboutToSet(setting: Setting, args: readonly unknown[]): void {
  if (!called.has(setting)) called.set(setting, setting.read());
  setting.note?.(args);
}

const moduleOf = (name: string): object => process.getBuiltinModule(name) as object;

/** Where something is set by assigning to a property. */
function places(): [target: object, name: string][] {
  const [http, https, tls] = [moduleOf("http"), moduleOf("https"), moduleOf("tls")];
  const agents = [http, https].map((module) => Reflect.get(module, "globalAgent") as object);
  return [
    [EventEmitter, "defaultMaxListeners"],
    [EventEmitter, "captureRejections"],
    [EventEmitter, "usingDomains"],
    [Buffer, "poolSize"],
    [moduleOf("buffer"), "INSPECT_MAX_BYTES"],
    [http, "globalAgent"],
    [https, "globalAgent"],
    [Reflect.get(http, "Agent") as object, "defaultMaxSockets"],
    ...["CIPHERS", "ECDH_CURVE", "MIN_VERSION", "MAX_VERSION"].map((name): [object, string] => [
      tls,
      `DEFAULT_${name}`,
    ]),
    ...agents.flatMap((agent) =>
      ["maxSockets", "maxTotalSockets", "maxFreeSockets", "keepAlive", "keepAliveMsecs", "scheduling"].map(
        (name): [object, string] => [agent, name],
      ),
    ),
    ...Object.keys(inspect.defaultOptions).map((name): [object, string] => [inspect.defaultOptions, name]),
  ];
}

/**
 * Whether each place has the value that is given for it: one comparison after the other, since it is done twice a turn.
 */
function comparison(all: readonly [target: object, name: string][]): (values: readonly unknown[]) => boolean {
  const tests = all.map(([, name], index) => `target${index}.${name} === values[${index}]`);
  const source = `(${all.map((_, index) => `target${index}`).join(", ")}) => (values) => ${tests.join(" && ")}`;
  const make = new Script(source).runInThisContext() as (...targets: object[]) => ReturnType<typeof comparison>;
  return make(...all.map(([target]) => target));
}

/**
 * Keeps settings of built-in modules as they were for the code that hosts containers, and gives those that a container
 * has changed back to it for its turn.
 */
export class KeptSettings {
  readonly #assignable: readonly Setting[];
  readonly #areAs: (values: readonly unknown[]) => boolean;
  /** Of those that are assigned. */
  #values: readonly unknown[];
  /** Of those that are called for. */
  readonly #before = new Map<Setting, unknown>();
  readonly #versions = new Map<Setting, unknown>();

  constructor() {
    const all = places();
    this.#assignable = all.map(([target, name]) => ({
      read: () => Reflect.get(target, name) as unknown,
      write: (value) => void Reflect.set(target, name, value),
    }));
    this.#areAs = comparison(all);
    this.#values = this.#assignable.map((setting) => setting.read());
  }

  /**
   * Code of containers runs from now on: it finds what it has set.
   * @param isShared others may have set something in this thread meanwhile
   */
  giveBack(isShared: boolean): void {
    if (isShared) {
      if (!this.#areAs(this.#values)) this.#values = this.#assignable.map((setting) => setting.read());
      for (const setting of called.keys()) this.#before.set(setting, setting.read());
    }
    for (const [setting, value] of this.#versions) setting.write(value);
  }

  /** Code of containers does not run until {@link giveBack}. */
  takeAway(): void {
    if (this.#versions.size > 0 || !this.#areAs(this.#values))
      for (const [index, setting] of this.#assignable.entries()) this.#take(setting, this.#values[index]);
    for (const [setting, before] of called)
      this.#take(setting, this.#before.has(setting) ? this.#before.get(setting) : before);
  }

  #take(setting: Setting, before: unknown): void {
    const now = setting.read();
    if (Object.is(now, before)) {
      this.#versions.delete(setting);
      return;
    }
    this.#versions.set(setting, now);
    setting.write(before);
  }
}
