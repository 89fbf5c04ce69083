import { types } from "node:util";
import { ModalError, SerializationError } from "../../contract/errors.js";
import { HANDLE, INSTANCE } from "./registered-class.js";
import { Handle } from "./handle.js";
import { copyMatch } from "./copy-match.js";
import { isPlain, tagOf, viewOf } from "./realms.js";
import { refusal } from "./refusal.js";
import { eachElement } from "../../contract/each-element.js";
import { MARK, type Wire, type WireError } from "../../contract/wire.js";
import { boundedStack } from "./bounded-stack.js";
import { messageOf, textOfThrown } from "./text-of-thrown.js";

/** Parts of this many bytes stand apart from the value, to be handed over instead of copied. */
const BULK_BYTES = 0x10000;
/**
 * Levels that a value may be nested: what every thread's stack can take, whoever sends or receives, and about what
 * Python's pickle takes.
 */
const MAX_DEPTH = 1000;

/** Rewrites a stack before it leaves: maps compiled positions to the user's own lines. */
export type StackMapper = (stack: string) => string;

/**
 * Copies a value into its form on the wire.
 * @param path how error messages name the value, such as `args`
 * @throws {@link SerializationError} naming the path of the part that cannot cross, such as `args[0].callback`
 */
export function encode(value: unknown, path: string, mapStack?: StackMapper): Wire {
  if (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol") return value;
  try {
    return new Encoder(mapStack).whole(value, path);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep(path, error); // whoever encodes was deep in its own calls already
  }
}

function tooDeep(path: string, cause?: RangeError): SerializationError {
  return new SerializationError(
    `${path} is nested too deeply to cross between caller and container: ${MAX_DEPTH} levels do.`,
    cause && { cause },
  );
}

/** Encodes something that was thrown; what of it cannot cross is replaced by its text. */
export function encodeError(thrown: unknown, mapStack?: StackMapper): Wire {
  try {
    return new Encoder(mapStack).inline(thrown, "error");
  } catch (problem) {
    const message = `Failed to serialize exception ${textOfThrown(thrown)}: ${messageOf(problem)}`;
    return new Encoder(mapStack).encode(new SerializationError(message), "error");
  }
}

class Encoder {
  readonly #seen = new Map<object, Wire>();
  readonly #mapStack: StackMapper | undefined;
  /** Path of the object that is being read. */
  #at = "";
  /** Bytes that stand apart, if they may. */
  #buffers: ArrayBuffer[] | undefined;
  #depth = 0;

  constructor(mapStack: StackMapper | undefined) {
    this.#mapStack = mapStack;
  }

  /** Encodes a value whose large parts stand apart. */
  whole(value: unknown, path: string): Wire {
    const buffers: ArrayBuffer[] = [];
    this.#buffers = buffers;
    const encoded = this.inline(value, path);
    return buffers.length > 0 ? { [MARK]: "bulk", value: encoded, buffers } : encoded;
  }

  inline(value: unknown, path: string): Wire {
    try {
      return this.encode(value, path);
    } catch (error) {
      if (error instanceof ModalError) throw error;
      if (error instanceof RangeError && error.message.startsWith("Maximum call stack"))
        throw new SerializationError(`${path} is nested too deeply to cross between caller and container.`, {
          cause: error,
        });
      throw new SerializationError(
        `${this.#at} could not be read, so it cannot cross between caller and container: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  encode(value: unknown, path: string): Wire {
    switch (typeof value) {
      case "function": {
        const cls: unknown = Reflect.get(value, HANDLE);
        if (cls instanceof Handle) return { [MARK]: "handle", ...cls.toWire() };
        return this.#refuse(
          path,
          "function",
          "Functions do not cross; define it where it runs, or pass a Modal function's handle.",
        );
      }
      case "symbol":
        return this.#refuse(path, "symbol");
      case "object":
        return value === null ? null : (this.#seen.get(value) ?? this.#nested(value, path));
      default:
        return value;
    }
  }

  #refuse(path: string, kind: string, hint = ""): never {
    throw new SerializationError(
      `${path} is ${/^[aeio]/i.test(kind) ? "an" : "a"} ${kind}, which cannot cross between caller and container. ${hint}`.trimEnd(),
    );
  }

  /** Registers the copy before its parts are encoded, so that cycles and aliases survive. */
  #keep<T>(value: object, copy: T): T {
    this.#seen.set(value, copy);
    return copy;
  }

  #nested(value: object, path: string): Wire {
    if (++this.#depth > MAX_DEPTH) throw tooDeep(path.split(/[.[]/, 1)[0] ?? path);
    const copy = this.#object(value, path);
    this.#depth--;
    return copy;
  }

  #object(value: object, path: string): Wire {
    this.#at = path;
    if (Array.isArray(value)) return this.#array(value, path);
    if (value instanceof Handle) return { [MARK]: "handle", ...value.toWire() };
    if (isPlain(value)) return this.#plain(value, path);
    if (value instanceof globalThis.Error || types.isNativeError(value) || value instanceof DOMException)
      return this.#error(value, path);
    if (ArrayBuffer.isView(value)) return this.#view(value, path);
    if (types.isMap(value)) return this.#map(value, path);
    if (types.isSet(value)) {
      const copy = this.#keep(value, new Set());
      let index = 0;
      for (const element of value) copy.add(this.encode(element, `${path}.values()[${index++}]`));
      return copy;
    }
    if (types.isDate(value)) return this.#keep(value, new Date(value));
    if (types.isRegExp(value)) return this.#keep(value, new RegExp(value));
    if (types.isArrayBuffer(value)) return this.#arrayBuffer(value);
    if (value instanceof URL) return this.#keep(value, { [MARK]: "url", href: value.href });
    if (types.isBoxedPrimitive(value) && !types.isSymbolObject(value))
      return this.#keep(value, Object(value.valueOf()));
    return this.#other(value, path);
  }

  #array(value: readonly unknown[], path: string): Wire {
    const copy = this.#keep(value, new Array<unknown>(value.length));
    eachElement(value, (element, index) => {
      copy[index] =
        typeof element === "object" || typeof element === "function" || typeof element === "symbol"
          ? this.encode(element, `${path}[${index}]`)
          : element;
    });
    if (Object.hasOwn(value, "groups")) copyMatch(value, copy, (part, key) => this.encode(part, `${path}.${key}`));
    return copy;
  }

  #plain(value: object, path: string): Wire {
    if (Object.hasOwn(value, MARK)) {
      return {
        [MARK]: "object",
        entries: Object.entries(value).map(([key, part]) => [key, this.encode(part, `${path}.${key}`)]),
      };
    }
    const copy: Record<string, unknown> = this.#keep(value, {});
    for (const [key, part] of Object.entries(value)) define(copy, key, this.encode(part, property(path, key)));
    return copy;
  }

  #map(value: ReadonlyMap<unknown, unknown>, path: string): Wire {
    const copy = this.#keep(value, new Map<unknown, unknown>());
    let index = 0;
    for (const [key, part] of value) {
      copy.set(
        this.encode(key, `${path}.keys()[${index}]`),
        this.encode(
          part,
          typeof key === "string" ? `${path}.get(${JSON.stringify(key)})` : `${path}.values()[${index}]`,
        ),
      );
      index++;
    }
    return copy;
  }

  #arrayBuffer(value: ArrayBuffer): Wire {
    if (!value.resizable) return this.#bytes(value, "ArrayBuffer", value.slice(0));
    const copy = this.#keep(value, new ArrayBuffer(value.byteLength, { maxByteLength: value.maxByteLength }));
    new Uint8Array(copy).set(new Uint8Array(value));
    return copy;
  }

  #view(value: ArrayBufferView, path: string): Wire {
    if (types.isSharedArrayBuffer(value.buffer)) return this.#refuse(path, "view of a SharedArrayBuffer");
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
    return this.#bytes(value, Buffer.isBuffer(value) ? "Buffer" : tagOf(value), bytes.buffer);
  }

  /** @param kind name of the class that the value is made of again */
  #bytes(value: object, kind: string, bytes: ArrayBuffer): Wire {
    if (this.#buffers && bytes.byteLength >= BULK_BYTES)
      return this.#keep(value, { [MARK]: "bytes", kind, buffer: this.#buffers.push(bytes) - 1 });
    return this.#keep(
      value,
      kind === "Buffer" ? { [MARK]: "buffer", bytes: new Uint8Array(bytes) } : viewOf(kind, bytes),
    );
  }

  #error(value: globalThis.Error, path: string): Wire {
    const [ownClass = "Error", ...bases] = classesOf(value);
    const copy: { -readonly [K in keyof WireError]: WireError[K] } = this.#keep(value, {
      [MARK]: "error",
      class: ownClass,
      ...(bases.length > 0 && { bases }),
      name: String(value.name),
      message: String(value.message),
    });
    const { stack } = value;
    if (typeof stack === "string") copy.stack = this.#mapStack?.(boundedStack(stack)) ?? boundedStack(stack);
    if (Object.hasOwn(value, "cause")) copy.cause = this.#part(value.cause, `${path}.cause`);
    if (ownClass === "AggregateError" || bases.includes("AggregateError"))
      copy.errors = this.#part(Reflect.get(value, "errors"), `${path}.errors`);
    const own = Object.keys(value).filter(
      (key) => key !== "name" && key !== "message" && key !== "stack" && key !== "cause" && key !== "errors",
    );
    if (own.length > 0)
      copy.properties = Object.fromEntries(
        own
          .map((key) => [key, this.#part(Reflect.get(value, key), property(path, key))] as const)
          .filter(([key, part]) => part !== undefined || Reflect.get(value, key) === undefined),
      );
    return copy;
  }

  /** A part of an error: what cannot cross is dropped, so that the error itself always can. */
  #part(value: unknown, path: string): Wire {
    const depth = this.#depth;
    this.#depth += 2; // an error takes three times the stack of a plain object when it is read again
    try {
      return this.encode(value, path);
    } catch {
      return undefined;
    } finally {
      this.#depth = depth;
    }
  }

  #other(value: object, path: string): Wire {
    const instance: unknown = Reflect.get(value, INSTANCE);
    if (instance instanceof Handle) return { [MARK]: "handle", ...instance.toWire() };
    const refused = refusal(value);
    if (refused) return this.#refuse(path, refused.kind, refused.hint);
    return this.#plain(value, path); // an instance of a class crosses as its own properties
  }
}

/** Names of the classes of an error, its own first, without `Error` where it is not the error's own. */
function classesOf(error: globalThis.Error): string[] {
  const names: string[] = [];
  for (
    let prototype: unknown = Object.getPrototypeOf(error);
    typeof prototype === "object" && prototype !== null;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    const { name } = prototype.constructor;
    if (name !== "Object" && name !== "" && name !== names.at(-1)) names.push(name);
  }
  return names.length > 1 && names.at(-1) === "Error" ? names.slice(0, -1) : names;
}

function property(path: string, key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** Sets an own property, also for the key `__proto__`. */
export function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
