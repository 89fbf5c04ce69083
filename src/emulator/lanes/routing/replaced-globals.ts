import { syncBuiltinESMExports } from "node:module";
import { ContestedGlobal, type MakeGlobal } from "./contested-global.js";

/** What a global is to be instead. */
export type Change = { readonly value: unknown } | { readonly get: () => unknown } | Contest;

/** How that is made, if others replace it as well; and what is real. */
interface Contest {
  readonly make: MakeGlobal;
  readonly real: unknown;
}

export type ReplaceGlobal = (target: object, name: string, change: Change) => void;

/** What stood where something of ours stands. */
interface Layer {
  readonly target: object;
  readonly name: string;
  below: PropertyDescriptor | undefined;
}

/**
 * Globals of one thread that are replaced by something of ours, for a while; more than one layer may lie on the same
 * global.
 */
export class ReplacedGlobals {
  readonly #layers = new Set<Layer>();
  readonly #contested = new Map<object, Map<string, ContestedGlobal>>();

  /**
   * Replaces several at once. @returns how to put back what was there, except for what somebody else has replaced
   * meanwhile
   */
  replace(body: (replace: ReplaceGlobal) => void): () => void {
    const undo: (() => void)[] = [];
    body((target, name, change) => undo.push(this.#replaceOne(target, name, change)));
    syncBuiltinESMExports();
    return () => {
      for (const each of undo.toReversed()) each();
      syncBuiltinESMExports();
    };
  }

  #replaceOne(target: object, name: string, change: Change): () => void {
    if ("make" in change) return this.#contest(target, name, change.real).add(change.make);
    const layer: Layer = { target, name, below: Object.getOwnPropertyDescriptor(target, name) };
    const key = keyOf(change);
    this.#layers.add(layer);
    Object.defineProperty(target, name, {
      ...change,
      ...("value" in change && { writable: true }),
      configurable: true,
      enumerable: layer.below?.enumerable ?? false,
    });
    return () => {
      this.#layers.delete(layer);
      if (keyOf(Object.getOwnPropertyDescriptor(target, name)) === key) putBack(layer);
      // a layer of ours that lies on this one
      else
        for (const above of this.#layers)
          if (above.target === target && above.name === name && keyOf(above.below) === key) above.below = layer.below;
    };
  }

  #contest(target: object, name: string, real: unknown): ContestedGlobal {
    const ofTarget = this.#contested.get(target) ?? new Map<string, ContestedGlobal>();
    this.#contested.set(target, ofTarget);
    const known = ofTarget.get(name);
    if (known?.isHeard) return known;
    const contested = new ContestedGlobal(target, name, real, () => {
      if (ofTarget.get(name) === contested) ofTarget.delete(name);
    });
    ofTarget.set(name, contested);
    return contested;
  }
}

/** What tells a layer from another one: its value, or what reads it. */
function keyOf(change: PropertyDescriptor | undefined): unknown {
  return change && ("value" in change ? change.value : change.get);
}

function putBack({ target, name, below }: Layer): void {
  if (below) Object.defineProperty(target, name, below);
  else Reflect.deleteProperty(target, name);
}
