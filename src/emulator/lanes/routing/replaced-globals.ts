import { syncBuiltinESMExports } from "node:module";

/** What a global is to be instead. */
export type Change = { readonly value: unknown } | { get(): unknown };

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
}

/** What tells a layer from another one: its value, or what reads it. */
function keyOf(change: Change | PropertyDescriptor | undefined): unknown {
  return change && ("value" in change ? change.value : change.get);
}

function putBack({ target, name, below }: Layer): void {
  if (below) Object.defineProperty(target, name, below);
  else Reflect.deleteProperty(target, name);
}
