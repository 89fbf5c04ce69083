import { types } from "node:util";
import { copyMatch } from "./copy-match.js";
import { eachElement } from "../../contract/each-element.js";
import type { Wire } from "../../contract/wire.js";

/**
 * The text that stands for a key: two values are the same key if, and only if, it is the same. Serialized bytes would
 * say so too, but those of Node are not unique: it may write one string in two ways. As in Python's pickle, kinds of
 * numbers differ (`1`, `1n`, `true`; also `0` and `-0`), `NaN` is the same as itself, objects and maps go by the order
 * of insertion, and an object that occurs twice differs from two alike.
 * Modal: docs/modal/dicts-and-queues.md#keys-and-values.
 */
export function keyText(wire: Wire): string {
  return new KeyWriter().text(wire);
}

class KeyWriter {
  /** Objects by order of occurrence. */
  #seen: Map<object, number> | undefined;

  text(wire: Wire): string {
    switch (typeof wire) {
      case "string":
        return `s${wire.length}:${wire}`;
      case "number":
        return `d${Object.is(wire, -0) ? "-0" : wire};`;
      case "bigint":
        return `i${wire};`;
      case "object":
        return wire === null ? "n" : this.#object(wire);
      default:
        return `${String(wire)};`; // undefined, true, false
    }
  }

  #object(wire: object): string {
    const seen = (this.#seen ??= new Map());
    const before = seen.get(wire);
    if (before !== undefined) return `#${before};`;
    seen.set(wire, seen.size);
    if (Array.isArray(wire)) return `[${wire.length}:${this.#elements(wire)}]`;
    if (types.isMap(wire)) return `M${this.#pairs(wire)}`;
    if (types.isSet(wire)) return `S(${Array.from(wire, (element) => this.text(element)).join("")})`;
    if (types.isDate(wire)) return `D${wire.getTime()};`;
    if (types.isRegExp(wire)) return `R${this.text(wire.source)}${this.text(wire.flags)}`;
    if (types.isBoxedPrimitive(wire)) return `O${this.text(wire.valueOf())}`;
    if (ArrayBuffer.isView(wire))
      return this.#bytes(
        Object.prototype.toString.call(wire),
        new Uint8Array(wire.buffer, wire.byteOffset, wire.byteLength),
      );
    if (types.isArrayBuffer(wire))
      return this.#bytes(`buffer ${wire.resizable ? wire.maxByteLength : ""}`, new Uint8Array(wire));
    return this.#pairs(Object.entries(wire));
  }

  #elements(wire: readonly Wire[]): string {
    let text = "";
    let next = 0;
    eachElement(wire, (element, index) => {
      if (index > next) text += `_${index - next};`; // as many holes
      text += this.text(element);
      next = index + 1;
    });
    if (!Object.hasOwn(wire, "groups")) return text;
    const match: unknown[] = [];
    copyMatch(wire, match, (part) => part);
    return text + this.#pairs(Object.entries(match));
  }

  #pairs(pairs: Iterable<readonly [Wire, Wire]>): string {
    let text = "{";
    for (const [key, value] of pairs) text += this.text(key) + this.text(value);
    return `${text}}`;
  }

  #bytes(kind: string, { buffer, byteOffset, byteLength }: Uint8Array): string {
    return `B${kind};${byteLength}:${Buffer.from(buffer, byteOffset, byteLength).toString("latin1")}`;
  }
}
