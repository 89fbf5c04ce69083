// Checked by `npm run typecheck`, never run: what users may write, and what must be an error.
import * as modal from "modal-emulator";
import {
  App,
  Cron,
  Function_,
  FunctionCall,
  ModalError,
  Period,
  Retries,
  gather,
  type AnyFunction,
} from "modal-emulator";
import { is, same } from "./eq.js";
const app = new App("functions");

// 1 plain async
export const square = app.function({ timeoutMs: 60_000 }, async function square(x: number) {
  return x * x;
});
is<Promise<number>>()(square.remote(2), true);
same<typeof square, Function_<[x: number], Promise<number>>>(true);
// 2 sync: remote is a promise, local is not
export const add = app.function(function add(a: number, b: number) {
  return a + b;
});
is<Promise<number>>()(add.remote(1, 2), true);
is<number>()(add.local(1, 2), true);
// @ts-expect-error arity
add.remote(1);
// @ts-expect-error type
square.remote("2");
// 3 map, tuple inputs, options last
is<AsyncIterable<number>>()(square.map([1, 2]), true);
is<AsyncIterable<number>>()(add.map([1, 2], new Set([3]), { orderOutputs: false }), true);
async function* stream() {
  yield 1;
}
add.map(stream(), [1]);
// 4 returnExceptions changes the elements
is<AsyncIterable<number | Error>>()(square.map([1], { returnExceptions: true }), true);
is<AsyncIterable<number>>()(square.map([1], { returnExceptions: false }), true);
declare const maybe: boolean;
is<AsyncIterable<number | Error>>()(square.map([1], { returnExceptions: maybe }), true);
// 5 wrong options and wrong elements
// @ts-expect-error unknown option
square.map([1], { orderOutput: false });
// @ts-expect-error unknown option beside a known one
square.map([1], { orderOutputs: false, foo: 1 });
// @ts-expect-error element
square.map(["1"]);
// 6 a string is not a list of letters
export const fetchPage = app.function(
  { retries: new Retries({ maxRetries: 3 }) },
  async function fetchPage(url: string): Promise<string> {
    return url;
  },
);
// @ts-expect-error string
fetchPage.map("https://a.example");
fetchPage.map(["https://a.example"]);
// 7 optional parameters: options at either place
const opt = app.function({}, async function opt(a: string, b?: number) {
  return a + b;
});
opt.remote("a");
opt.remote("a", 1);
opt.map(["a"]);
opt.map(["a"], [1]);
opt.map(["a"], { orderOutputs: false });
opt.map(["a"], [1], { returnExceptions: true });
is<AsyncIterable<string | Error>>()(opt.map(["a"], { returnExceptions: true }), true);
is<AsyncIterable<string>>()(opt.map(["a"], [1]), true);
// @ts-expect-error
opt.map();
// @ts-expect-error
opt.map({ orderOutputs: false });
// 8 default parameter without annotation
const def = app.function({}, async function def(a: string, k = 3) {
  return a.repeat(k);
});
is<(a: string, k?: number) => Promise<string>>()(def.remote, true);
def.map(["a"], [1], { orderOutputs: false });
def.map(["a"], { orderOutputs: false });
// 9 rest parameters
const rest = app.function({}, async function rest(a: string, ...b: number[]) {
  return a + b.length;
});
rest.remote("a", 1, 2, 3);
rest.map(["a"], [1], [2]);
rest.map(["a"], [1], [2], { orderOutputs: false });
rest.map(["a"], { orderOutputs: false });
is<AsyncIterable<string | Error>>()(rest.map(["a"], [1], { returnExceptions: true }), true);
// options before the last rest input slip through the types
rest.map(["a"], { orderOutputs: false }, [1]);
// 10 un-annotated parameters are an error, not a silent unknown
// @ts-expect-error TS7006
app.function({}, async function bare(x) {
  return x;
});
// 11 generics survive
const identity = app.function({}, async function identity<T>(x: T): Promise<T> {
  return x;
});
is<Promise<number>>()(identity.remote<number>(3), true);
const got: { a: number } = await identity.remote({ a: 1 });
const first = app.function({}, async function first<T>(xs: readonly T[]) {
  return xs[0];
});
is<Promise<string | undefined>>()(first.remote(["a" as string]), true);
// 12 overloads survive
async function over(x: string): Promise<string>;
async function over(x: number): Promise<number>;
async function over(x: unknown): Promise<unknown> {
  return x;
}
const overloaded = app.function({}, over);
is<Promise<string>>()(overloaded.remote("a"), true);
is<Promise<number>>()(overloaded.remote(1), true);
// 13 union arguments
const un = app.function({}, async function un(x: string | number | { url: string }) {
  return typeof x;
});
un.remote("a");
un.map(["a", 1, { url: "x" }]);
un.map([[1].length]);
const ut = app.function({}, async function ut(...args: [kind: "a", n: number] | [kind: "b"]) {
  return args.length;
});
ut.remote("a", 1);
ut.remote("b");
ut.map(["a"] as const, [1]);
ut.map(["b"] as const);
// 14 tuple, readonly, object arguments
const tup = app.function({}, async function tup(p: readonly [number, number], o: { readonly k?: string }) {
  return [p[0], o.k] as const;
});
is<Promise<readonly [number, string | undefined]>>()(tup.remote([1, 2], {}), true);
tup.map([[1, 2]], [{}, { k: "x" }]);
// 15 generators
const gen = app.function({}, async function* gen(n: number) {
  for (let i = 0; i < n; i++) yield String(i);
});
is<AsyncGenerator<string, void, undefined>>()(gen.remoteGen(3), true);
const syncGen = app.function({}, function* syncGen(n: number) {
  yield n;
});
is<AsyncGenerator<number, void, undefined>>()(syncGen.remoteGen(3), true);
is<Generator<number, void, unknown>>()(syncGen.local(3), true);
// @ts-expect-error remote on a generator
gen.remote(3);
// @ts-expect-error map on a generator
gen.map([3]);
// @ts-expect-error spawn on a generator
gen.spawn(3);
// @ts-expect-error remoteGen on a plain function
square.remoteGen(1);
// 16 never, void, any
const boom = app.function({}, function boom() {
  throw new Error("x");
});
is<Promise<never>>()(boom.remote(), true);
const nothing = app.function({ schedule: new Cron("0 0 * * *") }, async function nothing() {});
is<Promise<void>>()(nothing.remote(), true);
const anything = app.function({}, async function anything(x: any): Promise<any> {
  return x;
});
anything.remote(1);
anything.map([1, "2"], { orderOutputs: true });
anything.spawn(2);
const anySync = app.function({}, function anySync(x: any): any {
  return x;
});
anySync.remote(1);
const stringly = app.function({}, function stringly(x: string): unknown {
  return JSON.parse(x);
});
is<Promise<unknown>>()(stringly.remote("1"), true);
// 17 starmap
add.starmap([
  [1, 2],
  [3, 4],
]);
add.starmap([
  [1, 2],
  [3, 4],
] as const);
add.starmap(new Map([[1, 2]]));
opt.starmap([["a"], ["b", 1]], { returnExceptions: true });
// @ts-expect-error
add.starmap([[1, "2"]]);
// @ts-expect-error
add.starmap([[1]]);
// 18 spawn, get, gather
const a = await square.spawn(3),
  b = await fetchPage.spawn("u");
is<FunctionCall<number>>()(a, true);
is<[number, string]>()(await gather(a, b), true);
is<[number, string]>()(await FunctionCall.gather(a, b), true);
const many = await Promise.all([1, 2, 3].map((n) => square.spawn(n)));
is<number[]>()(await gather(...many), true);
is<FunctionCall<number>>()(FunctionCall.fromId<number>("fc-1"), true);
// @ts-expect-error forgotten await
gather(square.spawn(1));
const bad = await boom.spawn();
is<Promise<never>>()(bad.get(), true);
// 19 recursion: through the constant, with a name option
export const tree = app.function({ name: "tree" }, async (d: number): Promise<number> =>
  d === 0 ? 1 : (await tree.remote(d - 1)) + (await tree.remote(d - 1)),
);
is<Promise<number>>()(tree.remote(2), true);
// 20 mutual recursion
export const even = app.function({}, async function isEven(n: number): Promise<boolean> {
  return n === 0 || odd.remote(n - 1);
});
export const odd = app.function({}, async function isOdd(n: number): Promise<boolean> {
  return n !== 0 && even.remote(n - 1);
});
// 21 fromName, by function type, by handle, untyped
is<Promise<number>>()(Function_.fromName<(x: number) => number>("app", "f").remote(1), true);
same<ReturnType<typeof Function_.fromName<typeof square>>, typeof square>(true);
const loose = Function_.fromName("app", "f");
loose.remote(1, "x");
loose.map([1], { orderOutputs: false });
const looked = await Function_.lookup<typeof gen>("app", "gen");
looked.remoteGen(1);
// 22 namespace import: modal.Function, modal.Error, as values and types
const f3: modal.Function<[x: number], Promise<number>> = square;
const e3: modal.Error = new ModalError("x");
if (e3 instanceof modal.Error) {
}
is<Promise<number>>()(modal.Function.fromName<typeof square>("a", "b").remote(1), true);
// 23 instanceof
declare const thing: unknown;
if (thing instanceof Function_) {
  thing.getWebUrl();
}
// 24 collections and parameters of handles
const all: AnyFunction[] = [square, gen, tup, boom, identity, overloaded];
const all2: Function_[] = [square, tup, boom, identity, overloaded];
const wide: Function_<[number], unknown> = square;
const fn = (f: Function_<[x: number], unknown>) => f.remote(1);
fn(square);
// @ts-expect-error
const wrong: Function_<[string], unknown> = square;
app.registeredFunctions.get("square")?.updateAutoscaler({ minContainers: 1 });
// 25 generic helpers over handles
async function both<A extends unknown[], R>(f: Function_<A, R>, ...args: A) {
  const c = await f.spawn(...args);
  return [await f.remote(...args), await c.get()] as const;
}
is<Promise<readonly [number, number]>>()(both(square, 3), true);
async function collect<A extends unknown[], R>(f: Function_<A, R>, rows: Iterable<NoInfer<A>> & object) {
  return Array.fromAsync(f.starmap(rows));
}
is<Promise<number[]>>()(collect(add, [[1, 2]]), true);
// 28 options
// @ts-expect-error unknown option
app.function({ timeout: 5 }, function f() {});
// @ts-expect-error unknown option beside a known one
app.function({ timeoutMs: 5, foo: 1 }, function f() {});
const inline = app.function({ isolation: "inline" }, function inline(x: number) {
  return x;
});
const shared = { timeoutMs: 5 };
app.function({ ...shared, maxContainers: 1 }, function f() {});
new Retries({ maxRetries: 3, backoff: 3, initialDelay: 2 });
// @ts-expect-error a class is not a function
app.function({}, class X {});
// 29 run, localEntrypoint
is<Promise<number>>()(
  app.run(async () => square.remote(1)),
  true,
);
await using running = await app.run();
const main = app.localEntrypoint(async function main({ url = "x" }: { url?: string }) {
  return url;
});
is<Promise<string>>()(main({ url: "y" }), true);
// 30 schedule period
app.function({ schedule: Period.hours(6) }, async function every() {});
// 31 an async function that returns a union of promises or values
const sometimes = app.function({}, function sometimes(x: number) {
  return x > 0 ? Promise.resolve(1) : "a";
});
is<Promise<"a" | number>>()(sometimes.remote(1), true);
// 32 passing handles as arguments
const higher = app.function(
  {},
  async function higher(f: Function_<[x: number], Promise<number>>, c: FunctionCall<number>) {
    return (await f.remote(2)) + (await c.get());
  },
);
higher.remote(square, a);
// 33 Array.fromAsync
is<Promise<number[]>>()(Array.fromAsync(square.map([1])), true);

// 35 explicit annotation, for isolatedDeclarations
export const annotated: Function_<[x: number], Promise<number>> = app.function({}, async function annotated(x: number) {
  return x;
});

// 40 the function's own options under `kwargs`
const fetched = app.function({}, async function fetched(url: string, n: number, options?: { retries?: number }) {
  return url.length + n + (options?.retries ?? 0);
});
is<AsyncIterable<number>>()(fetched.map(["a"], [1], { kwargs: { retries: 1 }, orderOutputs: false }), true);
is<AsyncIterable<number | Error>>()(fetched.map(["a"], [1], { kwargs: { retries: 1 }, returnExceptions: true }), true);
is<AsyncIterable<number>>()(fetched.starmap([["a", 1]], { kwargs: { retries: 1 } }), true);
is<Promise<void>>()(fetched.forEach(["a"], [1], { kwargs: { retries: 1 }, ignoreExceptions: true }), true);
is<Promise<void>>()(fetched.spawnMap(["a"], [1], { kwargs: { retries: 1 } }), true);
void fetched.experimentalSpawnMap(["a"], [1], { kwargs: { retries: 1 } });
fetched.starmap([["a", 1, { retries: 1 }]]);
// @ts-expect-error an option that the function does not have
fetched.map(["a"], [1], { kwargs: { retry: 1 } });
// @ts-expect-error the other arguments have to be there
fetched.map(["a"], { kwargs: { retries: 1 } });
// @ts-expect-error its last parameter takes no options
square.map({ kwargs: { x: 1 } });
declare const anyFunction: Function_;
anyFunction.map([1], { kwargs: { x: 1 } });
