/** A kind of value: what is sent, and what comes out where that is something else. */
export interface Kind {
  make(): unknown;
  becomes?(): unknown;
  /** What equality does not show. */
  holds?(copy: never): boolean;
}

class Point {
  x = 1;
  readonly #secret = 2;
  get double(): number {
    return this.#secret * this.x;
  }
}
class Celsius {
  degrees = 4;
  get [Symbol.toStringTag](): string {
    return "Celsius";
  }
}
class Broken extends TypeError {
  code = "E_BROKEN";
}

function cycle(): object {
  const ring: { self?: unknown; list: unknown[]; map: Map<unknown, unknown> } = { list: [], map: new Map() };
  ring.self = ring;
  ring.list.push(ring);
  ring.map.set(ring, ring.list);
  return ring;
}

const large = 66_000; // beyond what is copied with the rest of a value

/** What crosses. */
export const KINDS: Readonly<Record<string, Kind>> = {
  undefined: { make: () => undefined },
  "undefined among properties": { make: () => ({ a: undefined, b: 1 }) },
  null: { make: () => null },
  "-0": { make: () => -0 },
  NaN: { make: () => Number.NaN },
  Infinity: { make: () => Number.NEGATIVE_INFINITY },
  "a BigInt": { make: () => 2n ** 70n },
  "half of a surrogate pair": { make: () => "\ud800" },
  "a long text": { make: () => "é".repeat(large) },
  "boxed primitives": { make: () => [Object(1), Object("a"), Object(true), Object(1n)] as unknown[] },
  "a list with holes": {
    make: () => Object.assign(new Array<number>(4), { 1: 1, 3: 3 }),
    holds: (copy: unknown[]) => !(0 in copy) && 1 in copy,
  },
  "what a regular expression found": {
    make: () => /(?<word>b)/d.exec("abc"),
    becomes: () => Object.assign(["b", "b"], { index: 1, input: "abc", groups: { word: "b" }, indices: Object.assign([[1, 2], [1, 2]], { groups: { word: [1, 2] } }) }), // prettier-ignore
    holds: (copy: RegExpExecArray) => copy.index === 1 && copy.groups?.["word"] === "b" && copy.indices?.[1]?.[0] === 1,
  },
  arguments: {
    make: () =>
      (function (..._given: number[]) {
        return arguments;
      })(1, 2),
    becomes: () => ({ 0: 1, 1: 2 }),
  },
  "a key __proto__": {
    make: () => JSON.parse('{"__proto__":{"a":1},"then":1}') as unknown,
    holds: (copy: object) => Object.hasOwn(copy, "__proto__"),
  },
  "the codec's own mark": { make: () => ({ "\u0000modal": "error", list: [Buffer.from("a")] }) },
  "an object without prototype": {
    make: () => Object.assign(Object.create(null) as object, { a: 1 }),
    becomes: () => ({ a: 1 }),
  },
  "a getter": { make: () => ({ get a() { return 1; } }), becomes: () => ({ a: 1 }) }, // prettier-ignore
  "a frozen object": {
    make: () => Object.freeze({ a: Object.freeze([1]) }),
    holds: (copy: object) => !Object.isFrozen(copy),
  },
  "a proxy": { make: () => [new Proxy({ a: 1 }, {}), new Proxy([1, 2], {})], becomes: () => [{ a: 1 }, [1, 2]] },
  "symbols as keys": { make: () => ({ [Symbol("s")]: 1, a: 2 }), becomes: () => ({ a: 2 }) },
  "an instance of a class": { make: () => new Point(), becomes: () => ({ x: 1 }) },
  "an instance of a class with a tag": { make: () => new Celsius(), becomes: () => ({ degrees: 4 }) },
  "instances of classes that are named like those of Node": {
    make: () => {
      class Request {
        id = 7;
      }
      class Server {
        port = 80;
      }
      return [new Request(), new Server()];
    },
    becomes: () => [{ id: 7 }, { port: 80 }],
  },
  "instances of classes that extend built-in ones": {
    make: () => [
      new (class extends Map<number, number> {})([[1, 2]]),
      new (class extends Array<number> {})(1, 2),
      Object.setPrototypeOf(new Uint8Array(2), class extends Uint8Array {}.prototype) as Uint8Array,
    ],
    becomes: () => [new Map([[1, 2]]), [1, 2], new Uint8Array(2)],
  },
  "a Date": { make: () => new Date(5) },
  "an invalid Date": { make: () => new Date(Number.NaN) },
  "a RegExp": {
    make: () => Object.assign(/x/gu, { lastIndex: 3 }),
    becomes: () => /x/gu,
    holds: (copy: RegExp) => copy.lastIndex === 0,
  },
  "a URL": { make: () => new URL("https://a.example/b?c#d") },
  "a Map": { make: () => new Map<unknown, unknown>([[{ k: 1 }, new Map([["a", 1]])], [Number.NaN, -0]]) }, // prettier-ignore
  "a Set": { make: () => new Set<unknown>([1, "a", Number.NaN, new Set([2])]) },
  "a cycle": {
    make: cycle,
    holds: (copy: { self: unknown; list: unknown[]; map: Map<unknown, unknown> }) =>
      copy.self === copy && copy.list[0] === copy && copy.map.get(copy) === copy.list,
  },
  "shared references": {
    make: () => {
      const [date, bytes, error] = [new Date(1), Buffer.alloc(large, 1), new Error("shared")];
      return { date, bytes, error, again: [date, bytes, error] };
    },
    holds: (copy: { date: Date; bytes: Buffer; error: Error; again: unknown[] }) =>
      copy.again[0] === copy.date && copy.again[1] === copy.bytes && copy.again[2] === copy.error,
  },
  "a Buffer": { make: () => Buffer.from("text").subarray(1) },
  "a large Buffer": { make: () => Buffer.alloc(large, 7) },
  "typed arrays": {
    make: () => [
      ...[
        Int8Array,
        Uint8Array,
        Uint8ClampedArray,
        Int16Array,
        Uint16Array,
        Int32Array,
        Uint32Array,
        Float16Array,
        Float32Array,
        Float64Array,
      ].map((View) => new View([1, 2, 3])),
      new BigInt64Array([-1n]),
      new BigUint64Array([1n]),
    ],
  },
  "large typed arrays": {
    make: () => [
      new Uint8Array(large).fill(1),
      new Float64Array(large / 8).fill(0.5),
      new BigInt64Array(large / 8).fill(-1n),
    ],
  },
  "a part of a buffer, as no more than that part": {
    make: () => new Uint16Array(new ArrayBuffer(large), 4, 3),
    holds: (copy: Uint16Array) => copy.buffer.byteLength === 6,
  },
  "a DataView": { make: () => [new DataView(new ArrayBuffer(3), 1), new DataView(new ArrayBuffer(large))] },
  "an ArrayBuffer": { make: () => [new ArrayBuffer(3), new Uint8Array(large).fill(9).buffer] },
  "a resizable ArrayBuffer": {
    make: () => {
      const bytes = new ArrayBuffer(4, { maxByteLength: 16 });
      new Uint8Array(bytes).set([1, 2]);
      return bytes;
    },
    holds: (copy: ArrayBuffer) => copy.resizable && copy.maxByteLength === 16,
  },
  "errors of every built-in class": {
    make: () => [
      new Error("e"),
      new TypeError("t"),
      new RangeError("r"),
      new SyntaxError("s"),
      new ReferenceError("f"),
      new EvalError("v"),
      new URIError("u"),
    ],
  },
  "an error with cause and properties": {
    make: () =>
      Object.assign(new RangeError("r", { cause: new TypeError("t", { cause: "text" }) }), {
        code: "E1",
        list: new Map([[1, Buffer.alloc(large)]]),
      }),
    holds: (copy: Error & { list: Map<number, Buffer> }) =>
      (copy.cause as Error).cause === "text" && Buffer.isBuffer(copy.list.get(1)),
  },
  "an error of a user's class": {
    make: () => new Broken("b"),
    becomes: () => Object.assign(new TypeError("b"), { code: "E_BROKEN" }),
  },
  "an error of another name": {
    make: () => Object.defineProperty(new Error("m"), "name", { value: "Named", configurable: true, writable: true }),
    holds: (copy: Error) => copy.name === "Named",
  },
  "an AggregateError": {
    make: () => new AggregateError([new RangeError("a"), 1, [new AggregateError([])]], "several"),
  },
  "an error of a class that extends AggregateError": {
    make: () => new (class Several extends AggregateError {})([new RangeError("first"), "second"], "several"),
    becomes: () => new AggregateError([new RangeError("first"), "second"], "several"),
  },
  "a DOMException": {
    make: () => new DOMException("stopped", "AbortError"),
    holds: (copy: DOMException) => copy.name === "AbortError" && copy.code === 20,
  },
};

/** A value with a part that does not cross: where it is, and what it is called. */
export interface Refused {
  make(): unknown;
  readonly path: string;
  readonly kind: string;
}

/** What does not cross. Paths begin after the name of the whole, such as `args[0]`. */
export const REFUSED: readonly Refused[] = [
  { make: () => ({ callback: () => 1 }), path: ".callback", kind: "a function, which cannot cross" },
  { make: () => [1, { "a-b": [() => 1] }], path: '[1]["a-b"][0]', kind: "a function" },
  { make: () => [class {}], path: "[0]", kind: "a function" },
  { make: () => [new Proxy(() => 1, {})], path: "[0]", kind: "a function" },
  { make: () => [Symbol("s")], path: "[0]", kind: "a symbol" },
  { make: () => [Object(Symbol("s"))] as unknown[], path: "[0]", kind: "a Symbol" },
  { make: () => new Map<unknown, unknown>([["key", () => 1]]), path: '.get("key")', kind: "a function" },
  { make: () => new Map<unknown, unknown>([[() => 1, 1]]), path: ".keys()[0]", kind: "a function" },
  { make: () => new Set([1, () => 1]), path: ".values()[1]", kind: "a function" },
  { make: () => [Promise.resolve()], path: "[0]", kind: "a Promise" },
  { make: () => [new WeakMap()], path: "[0]", kind: "a WeakMap" },
  { make: () => [new WeakRef({})], path: "[0]", kind: "a WeakRef" },
  { make: () => [new FinalizationRegistry(() => {})], path: "[0]", kind: "a FinalizationRegistry" },
  { make: () => [new Map([[1, 2]]).values()], path: "[0]", kind: "a Map Iterator" },
  { make: () => [[1].values()], path: "[0]", kind: "an Array Iterator" },
  { make: () => [[1].values().map((x) => x)], path: "[0]", kind: "an Iterator Helper" },
  { make: () => [(function* () {})()], path: "[0]", kind: "a Generator" },
  { make: () => [(async function* () {})()], path: "[0]", kind: "an AsyncGenerator" },
  { make: () => [new SharedArrayBuffer(4)], path: "[0]", kind: "a SharedArrayBuffer" },
  {
    make: () => ({ view: new Uint8Array(new SharedArrayBuffer(4)) }),
    path: ".view",
    kind: "a view of a SharedArrayBuffer",
  },
  { make: () => [new MessageChannel().port1], path: "[0]", kind: "a MessagePort" },
  { make: () => [new Intl.NumberFormat()], path: "[0]", kind: "an Intl.NumberFormat" },
  { make: () => [new TextEncoder()], path: "[0]", kind: "a TextEncoder" },
  { make: () => [new AbortController()], path: "[0]", kind: "an AbortController" },
  { make: () => [AbortSignal.abort()], path: "[0]", kind: "an AbortSignal" },
  { make: () => [new URLSearchParams("a=b")], path: "[0]", kind: "a URLSearchParams" },
  { make: () => [new Headers()], path: "[0]", kind: "a Headers" },
  { make: () => [new Request("https://a.example")], path: "[0]", kind: "a Request" },
  { make: () => [new Response("a")], path: "[0]", kind: "a Response" },
  { make: () => [new Blob(["a"])], path: "[0]", kind: "a Blob" },
  { make: () => [new File(["a"], "a.txt")], path: "[0]", kind: "a File" },
  { make: () => [new FormData()], path: "[0]", kind: "a FormData" },
  { make: () => [new ReadableStream()], path: "[0]", kind: "a ReadableStream" },
  { make: () => [{ get a(): number { throw new Error("no a"); } }], path: "[0]", kind: "could not be read, so it cannot cross between caller and container: no a" }, // prettier-ignore
];
