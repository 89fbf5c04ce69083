import { tagOf } from "./realms.js";
import { crossingRefusal } from "./refuse-crossing.js";

/** Node's own, by class: they keep their state under symbols, unlike a user's class of the same name. */
const OF_NODE: ReadonlySet<string> = new Set([
  "Worker",
  "Socket",
  "Server",
  "TLSSocket",
  "ReadStream",
  "WriteStream",
  "FileHandle",
  "ChildProcess",
  "Timeout",
  "Immediate",
  "Hash",
  "Hmac",
  "Readable",
  "Writable",
  "Duplex",
]);

/** Modal's, which are known by their name where they are used. */
const OF_MODAL: ReadonlySet<string> = new Set(["App", "Stub", "CloudBucketMount", "Image", "Proxy"]);

const COLLECT = "Collect its items first, or pass what makes them.";
const ENTRIES = "Pass its entries, as in `[...it]`.";
const BYTES = "Pass its bytes, as in `await it.bytes()`.";

const HINTS: Readonly<Record<string, string>> = {
  Promise: "Await it first.",
  Generator: COLLECT,
  AsyncGenerator: COLLECT,
  "Iterator Helper": COLLECT,
  FormData: ENTRIES,
  Headers: ENTRIES,
  URLSearchParams: ENTRIES,
  Blob: BYTES,
  File: BYTES,
  Response: BYTES,
};

/**
 * Why an object that is neither plain nor one of those that are copied cannot cross, if it cannot: nothing would be
 * left of it.
 */
export function refusal(value: object): { readonly kind: string; readonly hint?: string | undefined } | undefined {
  const ofOurs = crossingRefusal(value);
  if (ofOurs) return ofOurs;
  const tag = tagOf(value);
  const { constructor } = value;
  const name = typeof constructor === "function" && constructor.name ? constructor.name : tag; // a generator's is empty
  if (OF_MODAL.has(name) && "definition" in value) return { kind: name, hint: "Name it where it is used." };
  if (OF_NODE.has(name) && Object.getOwnPropertySymbols(value).length > 0) return { kind: name };
  if (typeof constructor === "function" ? !isBuiltIn(constructor) : tag === "Object") return undefined;
  const kind = tag === "Object" || tag === "EventTarget" ? name : tag;
  return { kind, hint: kind.startsWith("Temporal.") ? "Pass its text, as in `it.toString()`." : HINTS[kind] };
}

/** Whether a class is JavaScript's, or one of those that Node has as globals. */
function isBuiltIn(constructor: CallableFunction): boolean {
  const { name } = constructor;
  if (name === "Object") return false;
  if (/\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(constructor))) return true;
  const found = Object.getOwnPropertyDescriptor(globalThis, name);
  // what users add is enumerable
  return found !== undefined && !found.enumerable && Reflect.get(globalThis, name) === constructor;
}
