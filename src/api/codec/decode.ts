import { types } from "node:util";
import { DeserializationError } from "../../contract/errors.js";
import { pointingAtCaller, setStack } from "./own-frames.js";
import { define } from "./encode.js";
import { constructError, type ErrorClasses } from "./error-classes.js";
import { copyMatch } from "./copy-match.js";
import { bytesInThisRealm, inThisRealm, isPlain, viewOf } from "./realms.js";
import { eachElement } from "../../contract/each-element.js";
import { isWireBulk, MARK, type SpecialWire, type Wire, type WireError } from "../../contract/wire.js";

/** Makes a live handle out of what `WireHandle` carries. */
export type Revive = (kind: string, data: unknown) => unknown;

/**
 * Rebuilds a value from its form on the wire. The wire itself is not changed and shares nothing with the result but the
 * bytes of its `WireBulk`.
 * @param classes what errors of users' own classes become
 */
export function decode(wire: Wire, revive: Revive, classes: ErrorClasses): unknown {
  if (typeof wire !== "object" || wire === null) return wire;
  return isWireBulk(wire)
    ? new Decoder(revive, classes, wire.buffers).decode(wire.value)
    : new Decoder(revive, classes).object(wire);
}

class Decoder {
  readonly #seen = new Map<object, unknown>();
  readonly #revive: Revive;
  readonly #classes: ErrorClasses;
  readonly #buffers: readonly ArrayBuffer[];

  constructor(revive: Revive, classes: ErrorClasses, buffers: readonly ArrayBuffer[] = []) {
    this.#revive = revive;
    this.#classes = classes;
    this.#buffers = buffers;
  }

  decode(wire: Wire): unknown {
    return typeof wire === "object" && wire !== null ? (this.#seen.get(wire) ?? this.object(wire)) : wire;
  }

  object(wire: object): unknown {
    if (Array.isArray(wire)) {
      const copy = this.#keep(wire, new Array<unknown>(wire.length));
      eachElement(wire, (element, index) => {
        copy[index] = this.decode(element);
      });
      if (Object.hasOwn(wire, "groups")) copyMatch(wire, copy, (part) => this.decode(part));
      return copy;
    }
    if (isPlain(wire)) return MARK in wire ? this.#special(wire as SpecialWire) : this.#plain(wire);
    if (types.isMap(wire)) {
      const copy = this.#keep(wire, new Map<unknown, unknown>());
      for (const [key, value] of wire) copy.set(this.decode(key), this.decode(value));
      return copy;
    }
    if (types.isSet(wire)) {
      const copy = this.#keep(wire, new Set<unknown>());
      for (const value of wire) copy.add(this.decode(value));
      return copy;
    }
    return this.#keep(wire, inThisRealm(wire));
  }

  #keep<T>(wire: object, copy: T): T {
    this.#seen.set(wire, copy);
    return copy;
  }

  #plain(wire: object): unknown {
    const copy: Record<string, unknown> = this.#keep(wire, {});
    for (const [key, value] of Object.entries(wire)) define(copy, key, this.decode(value));
    return copy;
  }

  #special(wire: SpecialWire): unknown {
    switch (wire[MARK]) {
      case "error":
        return this.#error(wire);
      case "handle":
        return this.#keep(wire, this.#revive(wire.kind, wire.data));
      case "url":
        return this.#keep(wire, new URL(wire.href));
      case "buffer":
        return this.#keep(wire, Buffer.from(wire.bytes));
      case "bytes": {
        const bytes = this.#buffers[wire.buffer];
        if (!bytes) throw new DeserializationError("A value arrived without its bytes.");
        return this.#keep(wire, viewOf(wire.kind, bytesInThisRealm(bytes)));
      }
      case "object": {
        const copy: Record<string, unknown> = this.#keep(wire, {});
        for (const [key, value] of wire.entries) define(copy, key, this.decode(value));
        return copy;
      }
    }
  }

  #error(wire: WireError): globalThis.Error {
    const error = this.#keep(wire, constructError(wire, this.#classes));
    const hidden = { enumerable: false, configurable: true, writable: true };
    // one that the backend raised points at the user's code that waited for it
    if (wire.stack === undefined) pointingAtCaller(error);
    else setStack(error, wire.stack);
    if (error.name !== wire.name) Object.defineProperty(error, "name", { value: wire.name, ...hidden });
    if ("cause" in wire) Object.defineProperty(error, "cause", { value: this.decode(wire.cause), ...hidden });
    if (wire.errors !== undefined) (error as AggregateError).errors = this.decode(wire.errors) as unknown[];
    for (const [key, value] of Object.entries(wire.properties ?? {}))
      define(error as unknown as Record<string, unknown>, key, this.decode(value));
    return error;
  }
}
