import nodeCrypto from "node:crypto";
import { Random } from "../kernel/random.js";
import { overlay } from "./overlay.js";

type Bytes = Exclude<NodeJS.ArrayBufferView, DataView>;

/** Everything random that a container's code can ask for, from the container's seed. */
export class ContainerChance {
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = new Random(seed);
  }

  readonly random = (): number => this.#random.float();

  readonly getRandomValues = <T extends NodeJS.ArrayBufferView>(view: T): T => {
    this.#random.fill(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return view;
  };

  readonly randomUUID = (): string => {
    const bytes = this.#random.fill(new Uint8Array(16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return Buffer.from(bytes).toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /** The global `crypto`. */
  webCrypto(): typeof globalThis.crypto {
    return overlay(globalThis.crypto, { getRandomValues: this.getRandomValues, randomUUID: this.randomUUID }, true);
  }

  /** `node:crypto`; keys and signatures keep OpenSSL's own randomness. */
  nodeCrypto(): Record<string, unknown> {
    const randomBytes = (size: number, callback?: (error: null, bytes: Buffer) => void): Buffer | undefined => {
      const bytes = Buffer.from(this.#random.fill(new Uint8Array(size)));
      if (!callback) return bytes;
      process.nextTick(callback, null, bytes);
      return undefined;
    };
    const randomInt = (low: number, high?: number | CallableFunction, callback?: CallableFunction): number | undefined => {
      const [from, to] = typeof high === "number" ? [low, high] : [0, low];
      const value = from + this.#random.below(to - from);
      const done = typeof high === "function" ? high : callback;
      if (!done) return value;
      process.nextTick(done, undefined, value);
      return undefined;
    };
    const randomFillSync = <T extends Bytes>(view: T, offset = 0, size = view.byteLength - offset): T => {
      this.#random.fill(new Uint8Array(view.buffer, view.byteOffset + offset, size));
      return view;
    };
    const randomFill = <T extends Bytes>(view: T, ...rest: [...range: number[], callback: (error: null, view: T) => void]): void => {
      const [offset, size] = rest.filter((part) => typeof part === "number");
      const callback = rest.find((part) => typeof part === "function");
      if (callback) process.nextTick(callback, null, randomFillSync(view, offset, size));
    };
    const members = { randomBytes, randomInt, randomFill, randomFillSync, randomUUID: this.randomUUID, getRandomValues: this.getRandomValues, webcrypto: this.webCrypto() };
    return overlay(nodeCrypto as unknown as Record<string, unknown>, members);
  }
}
