// Checked by `npm run typecheck`, never run: what users may write, and what must be an error.
import { App, batched, concurrent, Cls, enter, exit, gather, method, parameter } from "modal-emulator";
import { is, same, type Mutual } from "./eq.js";
const app = new App("classes");

// 40 the wrapper form with arrow functions: `this` needs no annotation
export const Model = app.cls(
  { scaledownWindowMs: 60_000 },
  class Model {
    size = parameter({ default: "small" });
    steps = parameter({ default: 3 });
    fast = parameter({ default: false });
    mode = parameter<"a" | "b">({ default: "a" });
    key = parameter({ default: new Uint8Array() });
    log: string[] = [];
    weights!: Float32Array;
    load = enter(async () => {
      this.weights = new Float32Array(this.steps);
      this.log.push("enter " + this.size);
    });
    predict = method(async (x: number) => `${this.size}:${x}:${this.log.length}`);
    twice = method(async (x: number) => [await this.predict.remote(x), await this.predict.local(x)] as const);
    stream = method(async function* (n: number) {
      for (let i = 0; i < n; i++) yield i;
    });
    optional = method(async (a: string, b = 2, ...rest: boolean[]) => a.repeat(b) + rest.length);
    generic = method(async <T>(x: T): Promise<T> => x);
    recursive = method(async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await this.recursive.remote(n - 1))));
    helper(x: number) {
      return x + this.steps;
    }
    close = exit(() => {
      console.log("exit " + this.size);
    });
    // 41 inside the class a parameter is its value
    inside() {
      let s: string = this.size;
      s = "other";
      let t = this.size;
      t = "plain string";
      this.size = "x";
      const list = [this.size];
      list.push("y");
      const l2: string[] = list;
      const n: number = this.steps * 2 + this.steps ** 2;
      this.steps++;
      this.steps += 1;
      const m = Math.max(this.steps, 1);
      for (let i = 0; i < this.steps; i++) void i;
      if (this.fast) return s.length;
      const neg: boolean = !this.fast;
      this.fast = true;
      switch (this.size) {
        case "small":
          return 1;
        case "big":
          return 2;
      }
      if (this.size === "q") return n + m;
      switch (this.mode) {
        case "a":
          return 1;
        case "b":
          return 2;
        default: {
          const never_: never = this.mode;
          return never_;
        }
      }
    }
    table() {
      const byMode = { a: 1, b: 2 };
      const mode: "a" | "b" = this.mode;
      return byMode[mode];
    }
    bytes() {
      const u: Uint8Array = this.key;
      for (const b of this.key) void b;
      return u.byteLength + this.key.length + Buffer.from(this.key).length;
    }
    json() {
      const o: { size: string; steps: number } = { size: this.size, steps: this.steps };
      const r: Record<string, number> = { [this.size]: 1 };
      return { o, r, s: this.size.toUpperCase(), q: this.size as string };
    }
  },
);
const big = new Model({ size: "big" });
is<Promise<string>>()(big.predict.remote(1), true);
is<Promise<readonly [string, string]>>()(big.twice.remote(1), true);
is<AsyncGenerator<number, void, undefined>>()(big.stream.remoteGen(3), true);
big.optional.remote("a");
big.optional.remote("a", 1, true);
big.optional.map(["a"], { orderOutputs: false });
is<Promise<number>>()(big.generic.remote<number>(1), true);
is<string>()(big.size, true);
is<number>()(big.steps, true);
is<boolean>()(big.fast, true);
is<"a" | "b">()(big.mode, true);
is<number>()(big.helper(1), true);
// @ts-expect-error hooks are not part of the handle
big.load;
// @ts-expect-error generators have no remote
big.stream.remote(1);
await big.updateAutoscaler({ minContainers: 1 });
is<[string, string]>()(await gather(await big.predict.spawn(1), await big.predict.spawn(2)), true);
is<AsyncIterable<string | Error>>()(big.predict.map([1], { returnExceptions: true }), true);
// 42 constructor keys
new Model();
new Model({});
new Model({ size: "x", steps: 2, fast: true, mode: "b" });
// @ts-expect-error wrong type
new Model({ size: 3 });
// @ts-expect-error unknown
new Model({ colour: "red" });
// @ts-expect-error plain field
new Model({ log: [] });
// @ts-expect-error literal union
new Model({ mode: "c" });
type Init = NonNullable<ConstructorParameters<typeof Model>[0]>;
same<Init, { size?: string; steps?: number; fast?: boolean; mode?: "a" | "b"; key?: Uint8Array }>(true);
// 43 required parameters
const Required_ = app.cls(
  {},
  class Required_ {
    path = parameter({ type: "string" });
    steps = parameter({ type: "integer" });
    mode = parameter<"a" | "b">({ type: "string" });
    k = parameter({ default: "v" });
    run = method(async () => this.path + this.steps);
  },
);
new Required_({ path: "/x", steps: 1, mode: "a" });
// @ts-expect-error missing
new Required_({ path: "/x" });
// @ts-expect-error missing
new Required_();
// 43a a type and a default
const Typed = app.cls(
  {},
  class Typed {
    lang = parameter({ type: "string", default: "en" });
    steps = parameter({ type: "integer", default: 3 });
    fast = parameter({ type: "boolean", default: false });
    key = parameter({ type: "bytes", default: new Uint8Array() });
    mode = parameter<"a" | "b">({ type: "string", default: "a" });
    kept = parameter({ type: "string", default: "x", init: false });
    run = method(async () => this.lang.repeat(this.steps));
  },
);
same<
  NonNullable<ConstructorParameters<typeof Typed>[0]>,
  { lang?: string; steps?: number; fast?: boolean; key?: Uint8Array; mode?: "a" | "b"; kept?: string }
>(true);
new Typed();
new Typed({ lang: "de", steps: 1, mode: "b" });
// @ts-expect-error of another type
parameter({ type: "string", default: 3 });
// @ts-expect-error of another type
parameter({ type: "integer", default: "three" });
// @ts-expect-error none of its values
parameter<"a" | "b">({ type: "string", default: "c" });
// @ts-expect-error no such type
parameter({ type: "float", default: 1.5 });
// 44 no parameters
const Plain = app.cls(
  class Plain {
    count = 0;
    run = method(() => ++this.count);
  },
);
new Plain().run.remote();
new Plain({});
// @ts-expect-error
new Plain({ count: 1 });
// 45 function expressions with an explicit `this`, structural or the class itself
const Explicit = app.cls(
  {},
  class Explicit {
    size = parameter({ default: "small" });
    log: string[] = [];
    a = method(async function (this: { size: string; log: string[] }, x: number) {
      this.log.push("in");
      return `${this.size}:${x}`;
    });
    b = method(async function (this: Explicit, x: number) {
      return this.a.local(x);
    });
    load = enter(function (this: { size: string; log: string[] }) {
      this.log.push(this.size);
    });
    loadSelf = enter(function (this: Explicit) {
      this.log.push(this.size);
    });
  },
);
is<Promise<string>>()(new Explicit({ size: "x" }).b.remote(1), true);
app.cls(
  {},
  class X {
    size = "x";
    a = method(async function () {
      // @ts-expect-error no annotation: TS2683
      return this.size;
    });
  },
);
// 46 batched: callers pass single values, in functions and classes
export const batch = app.function(
  {},
  batched({ maxBatchSize: 4, waitMs: 1000 }, async function batch(xs: number[]) {
    return xs.map((x) => String(x * 10));
  }),
);
is<Promise<string>>()(batch.remote(1), true);
is<AsyncIterable<string>>()(batch.map([1, 2, 3]), true);
is<Promise<string[]>>()(batch.local([1, 2]), true);
// @ts-expect-error callers do not pass arrays
batch.remote([1]);
const pairs = app.function(
  {},
  batched({ maxBatchSize: 4, waitMs: 1 }, function pairs(xs: readonly number[], names: string[]) {
    return xs.map((x, i) => ({ x, name: names[i]! }));
  }),
);
is<Promise<{ x: number; name: string }>>()(pairs.remote(1, "a"), true);
pairs.map([1], ["a"], { returnExceptions: true });
// @ts-expect-error body must take arrays
batched({ maxBatchSize: 1, waitMs: 1 }, async function f(x: number) {
  return [x];
});
// @ts-expect-error body must return an array
batched({ maxBatchSize: 1, waitMs: 1 }, async function f(x: number[]) {
  return 1;
});
// un-annotated: unknown elements, not any
batched({ maxBatchSize: 1, waitMs: 1 }, async function f(xs) {
  is<readonly unknown[]>()(xs, true);
  return xs;
});
const Batcher = app.cls(
  {},
  class Batcher {
    scale = parameter({ default: 10 });
    predict = batched({ maxBatchSize: 4, waitMs: 10 }, async (xs: number[]) => xs.map((x) => x * this.scale));
  },
);
is<Promise<number>>()(new Batcher({ scale: 2 }).predict.remote(1), true);
// 47 concurrent: on a function, on a batched function, on a class
const shared = app.function(
  { maxContainers: 1 },
  concurrent({ maxInputs: 10 }, async function shared(ms: number) {
    return ms > 0;
  }),
);
is<Promise<boolean>>()(shared.remote(1), true);
const both = app.function(
  {},
  concurrent(
    { maxInputs: 2 },
    batched({ maxBatchSize: 2, waitMs: 1 }, async function both(xs: number[]) {
      return xs;
    }),
  ),
);
is<Promise<number>>()(both.remote(1), true);
const Conc = app.cls(
  {},
  concurrent(
    { maxInputs: 2 },
    class Conc {
      a = parameter({ default: 1 });
      run = method(async () => this.a + 1);
    },
  ),
);
is<Promise<number>>()(new Conc({ a: 2 }).run.remote(), true);
const f = app.function(
  {},
  concurrent({ maxInputs: 2, targetInputs: 5 }, async function f() {}),
);
is<Promise<boolean>>()(shared.withConcurrency({ maxInputs: 2 }).remote(1), true);
is<Promise<string>>()(new (Conc.withConcurrency({ maxInputs: 3 }))().run.remote().then(String), true);
const lists = app.function({}, async function lists(xs: number[]) {
  return xs.map(String);
});
is<Promise<string>>()(lists.withBatching({ maxBatchSize: 2, waitMs: 1 }).remote(1), true);
// @ts-expect-error not a function of lists
shared.withBatching({ maxBatchSize: 2, waitMs: 1 });
const Calling = app.cls(
  {},
  class Calling {
    embed = batched({ maxBatchSize: 4, waitMs: 10 }, async (xs: string[]): Promise<number[]> =>
      xs.map((x) => x.length),
    );
    load = enter(async () => {
      is<Promise<number>>()(this.embed.remote("x"), true);
    });
  },
);
is<Promise<number>>()(new Calling().embed.remote("x"), true);
// 49 names of types: a function that takes a model
type Handle = InstanceType<typeof Model>;
async function use(m: Handle) {
  return m.predict.remote(1);
}
use(big);
is<Promise<string>>()(use(big), true);
// 50 Cls.fromName by handle and by class
is<Promise<string>>()(new (Cls.fromName<typeof Model>("app", "Model"))({ size: "x" }).predict.remote(1), true);
class Raw {
  size = parameter({ default: "s" });
  go = method(async (x: number) => x + this.size);
}
is<Promise<string>>()(new (Cls.fromName<typeof Raw>("app", "Raw"))({ size: "x" }).go.remote(1), true);
const looked = await Cls.lookup<typeof Model>("app", "Model");
new looked().predict.remote(1);
// 51 withOptions, then construct
is<Promise<string>>()(new (Model.withOptions({ gpu: "H100" }))({ size: "x" }).predict.remote(1), true);
// 52 inheritance
class Base {
  size = parameter({ default: "s" });
  load = enter(() => {});
  base = method(async () => this.size);
}
const Child = app.cls(
  {},
  class Child extends Base {
    extra = parameter({ default: 1 });
    own = method(async () => (await this.base.local()) + this.extra);
  },
);
is<Promise<string>>()(new Child({ size: "x", extra: 2 }).own.remote(), true);
new Child().base.remote();
// 53 a constructor of one's own
const Legacy = app.cls(
  {},
  class Legacy {
    readonly url: string;
    constructor(url: string, readonly_: boolean = false) {
      this.url = url;
      void readonly_;
    }
    run = method(async () => this.url);
  },
);
is<Promise<string>>()(new Legacy("u", true).run.remote(), true);
// @ts-expect-error
new Legacy();
// 54 privates
const Priv = app.cls(
  {},
  class Priv {
    #n = 1;
    private m = 2;
    run = method(async () => this.#n + this.m);
  },
);
is<Promise<number>>()(new Priv().run.remote(), true);
// @ts-expect-error
new Priv().m;
// 55 a class with hooks only
const Hooks = app.cls(
  {},
  class Hooks {
    load = enter({ snap: true }, () => {});
    close = exit(async () => {});
  },
);
new Hooks();
// 56 a parameter's value crosses as itself
const Size = app.cls(
  {},
  class Size {
    size = parameter({ default: "s" });
    get = method(async () => this.size);
    obj = method(async () => ({ size: this.size, list: [this.size] }));
  },
);
let got = await new Size().get.remote();
got = "plain";
const str: string = got;
same<Mutual<typeof got, string>, true>(true);
const o = await new Size().obj.remote();
o.size = "plain";
o.list.push("plain");
