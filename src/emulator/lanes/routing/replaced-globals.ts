import { syncBuiltinESMExports } from "node:module";

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
  readonly #layers = new Map<unknown, Layer>();

  /**
   * Replaces several at once. @returns how to put back what was there, except for what somebody else has replaced
   * meanwhile
   */
  replace(body: (replace: (target: object, name: string, value: unknown) => void) => void): () => void {
    const undo: (() => void)[] = [];
    body((target, name, value) => undo.push(this.#replaceOne(target, name, value)));
    syncBuiltinESMExports();
    return () => {
      for (const each of undo.toReversed()) each();
      syncBuiltinESMExports();
    };
  }

  #replaceOne(target: object, name: string, value: unknown): () => void {
    const layer: Layer = { target, name, below: Object.getOwnPropertyDescriptor(target, name) };
    this.#layers.set(value, layer);
    Object.defineProperty(target, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: layer.below?.enumerable ?? false,
    });
    return () => {
      this.#layers.delete(value);
      if (Reflect.get(target, name) === value) putBack(layer);
      // a layer of ours that lies on this one
      else for (const above of this.#layers.values()) if (above.below?.value === value) above.below = layer.below;
    };
  }
}

function putBack({ target, name, below }: Layer): void {
  if (below) Object.defineProperty(target, name, below);
  else Reflect.deleteProperty(target, name);
}
