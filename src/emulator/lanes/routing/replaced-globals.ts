import { syncBuiltinESMExports } from "node:module";
import { ContestedGlobal, type MakeGlobal } from "./contested-global.js";

/** What a global is to be instead. */
export type Change = { readonly value: unknown } | { readonly get: () => unknown } | Wrap | Contest;

/** Something in front of it, given what finds out what is behind it, which may go before it does. */
interface Wrap {
  readonly wrap: MakeGlobal;
}

/** How that is made, if others replace it as well; and what is real. */
interface Contest {
  readonly make: MakeGlobal;
  readonly real: unknown;
  /** Whether whoever reads it is to find this also behind what others put there later. Default: no. */
  readonly isWanted?: (() => boolean) | undefined;
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
    if ("make" in change) return this.#contest(target, name, change.real).add(change.make, change.isWanted);
    const layer: Layer = { target, name, below: Object.getOwnPropertyDescriptor(target, name) };
    const made = "wrap" in change ? { value: change.wrap(() => behind(layer)) } : change;
    const key = keyOf(made);
    this.#layers.add(layer);
    Object.defineProperty(target, name, {
      ...made,
      ...("value" in made && { writable: true }),
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

/** Those of this thread: whoever replaces any does it by these, or the layers do not find each other. */
export const replacedGlobals: ReplacedGlobals = new ReplacedGlobals();

/** What is there as long as anybody wants it. @returns how to want it, which returns how not to any more */
export function whileWanted(begin: () => () => void): () => () => void {
  let wanted = 0;
  let end: (() => void) | undefined;
  return () => {
    if (wanted++ === 0) end = begin();
    return () => {
      if (--wanted === 0) end?.();
    };
  };
}

function behind({ target, name, below }: Layer): unknown {
  if (!below) return Reflect.get(Object.getPrototypeOf(target) as object, name, target);
  return below.get ? (Reflect.apply(below.get, target, []) as unknown) : (below.value as unknown);
}

/** What tells a layer from another one: its value, or what reads it. */
function keyOf(change: PropertyDescriptor | undefined): unknown {
  return change && ("value" in change ? change.value : change.get);
}

function putBack({ target, name, below }: Layer): void {
  if (below) Object.defineProperty(target, name, below);
  else Reflect.deleteProperty(target, name);
}
