/* oxlint-disable no-extend-native -- what this is about */
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

export const app = new App("changed-built-ins");

/** Puts something else in the place of what all JavaScript stands on. */
export const CHANGES: Readonly<Record<string, () => void>> = {
  "Map.prototype.get throws": () => void (Map.prototype.get = refuse),
  "Map.prototype.get finds nothing": () => void (Map.prototype.get = () => undefined),
  "Map.prototype.set throws": () => void (Map.prototype.set = refuse),
  "Set.prototype.has throws": () => void (Set.prototype.has = refuse),
  "Array.prototype.push throws": () => void (Array.prototype.push = refuse),
  "Array.prototype.map throws": () => void (Array.prototype.map = refuse),
  "Object.entries throws": () => void (Object.entries = refuse),
  "JSON.stringify throws": () => void (JSON.stringify = refuse),
  "Object.prototype.get is something": () => define("get", 5),
  "Object.prototype.toJSON is something": () => define("toJSON", refuse),
  "Object.prototype.value is hidden": () =>
    void Object.defineProperty(Object.prototype, "value", { value: 5, configurable: true }),
  "Error.prepareStackTrace throws": () => void (Error.prepareStackTrace = refuse),
  "Error.prepareStackTrace is no function": () => void (Error.prepareStackTrace = 5 as never),
  "Error.stackTraceLimit is a text": () => void (Error.stackTraceLimit = "none" as never),
  "Error.stackTraceLimit throws": () =>
    void Object.defineProperty(Error, "stackTraceLimit", { get: refuse, configurable: true }),
};

function refuse(): never {
  throw new Error("replaced");
}

function define(name: string, value: unknown): void {
  Reflect.set(Object.prototype, name, value);
}

export const change = app.function(async function change(name: string): Promise<string> {
  CHANGES[name]?.();
  return "done";
});
const changeAndThrow = app.function(async function changeAndThrow(name: string): Promise<string> {
  CHANGES[name]?.();
  throw new Error("thrown");
});
const calm = app.function(async function calm(x: number): Promise<number> {
  return x + 1;
});
export const wrap = app.function({ maxContainers: 1 }, async function wrap(): Promise<number> {
  const holder = globalThis as unknown as { calls?: number };
  if (holder.calls === undefined) {
    holder.calls = 0;
    const { includes } = String.prototype;
    String.prototype.includes = function (...args) {
      holder.calls = (holder.calls ?? 0) + 1;
      return includes.apply(this, args);
    };
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  "abc".includes("b");
  return holder.calls;
});
export const added = app.function(async function added(): Promise<boolean> {
  const isNew = !("ofThisWorld" in Array.prototype);
  Object.defineProperty(Array.prototype, "ofThisWorld", { value: 1, configurable: true });
  return isNew;
});

/** As they are now. */
export function builtIns(): unknown[] {
  return [
    [Map.prototype, "get"],
    [Map.prototype, "set"],
    [Set.prototype, "has"],
    [Array.prototype, "push"],
    [Array.prototype, "map"],
    [Object, "entries"],
    [JSON, "stringify"],
    [Error, "prepareStackTrace"],
    [Error, "stackTraceLimit"],
    ...Reflect.ownKeys(Object.prototype).map((key) => [Object.prototype, key] as const),
  ].map(([object, key]) => Object.getOwnPropertyDescriptor(object as object, key as PropertyKey));
}

/**
 * What comes of a change: of two calls that make it, whether the host is as before, and of a call in the next world.
 */
async function outcomesOf(name: string, threads: number): Promise<unknown[]> {
  const before = JSON.stringify(builtIns());
  const message = (error: unknown): string => (error as Error).message;
  const outcomes: unknown[] = [];
  {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      outcomes.push(await change.remote(name).catch(message), await changeAndThrow.remote(name).catch(message));
    });
    outcomes.push(JSON.stringify(builtIns()) === before);
  }
  await using next = await Emulator.start({ threads });
  outcomes.push(await next.run(app, () => calm.remote(1)));
  return outcomes;
}

/** Run by itself: a change that gets out is to meet nobody else. Each has a line, so that it shows which one does harm. */
if (import.meta.main)
  for (const name of Object.keys(CHANGES))
    console.log(JSON.stringify([name, ...(await outcomesOf(name, Number(process.argv[2])))]));
