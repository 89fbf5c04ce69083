import { setTimeout as sleep } from "node:timers/promises";
import { App, asgiApp, enter, method, parameter } from "modal-emulator";

export const app = new App("conformance");

export const echo = app.function({}, async function echo(...args: unknown[]) {
  return args.length === 1 ? args[0] : args;
});

export const fails = app.function({}, async function fails(message: string) {
  throw new RangeError(message);
});

export const slow = app.function({ timeoutMs: 5000 }, async function slow(ms: number) {
  await sleep(ms);
  return ms;
});

/** Longer than any test waits. */
export const endless = app.function({ timeoutMs: 86_400_000 }, async function endless() {
  await new Promise<never>(() => undefined);
});

export const speaks = app.function({}, async function speaks(word: string) {
  console.log(`out ${word}`);
  console.error(`err ${word}`);
  return word.length;
});

export const environment = app.function({}, async function environment(name: string) {
  return process.env[name] ?? null;
});

export const site = app.function(
  {},
  asgiApp(function site() {
    return () => new Response("hello");
  }),
);

export const Counter = app.cls(
  { scaledownWindowMs: 60_000 },
  class Counter {
    label = parameter({ default: "none" });
    start = parameter({ default: 1 });
    isLoud = parameter({ default: false });
    bytes = parameter({ default: new Uint8Array([7]) });
    isEntered = false;

    load = enter(() => {
      this.isEntered = true;
    });

    describe = method(async () => [this.label, this.start, this.isLoud, [...this.bytes], this.isEntered]);
    add = method(async (by: number) => this.start + by);
    variable = method(async (name: string) => process.env[name] ?? null);
  },
);

export const Plain = app.cls(
  {},
  class Plain {
    twice = method(async (x: number) => x * 2);
  },
);

export const Named = app.cls(
  {},
  class Named {
    name = parameter({ type: "string" });
    hello = method(async () => `hello ${this.name}`);
  },
);

export const Stuck = app.cls(
  { timeoutMs: 5000 },
  class Stuck {
    wait = method(async (ms: number) => sleep(ms));
    fail = method(async (message: string) => {
      throw new RangeError(message);
    });
  },
);

export const Many = app.cls(
  {},
  class Many {
    sizes = method(async (xs: number[]) => xs.map(() => xs.length));
  },
);
