import nodeCrypto from "node:crypto";
import { Random } from "../../kernel/random.js";
import { overlay } from "./overlay.js";
import { seededKeys, seededWebKeys } from "./seeded-keys.js";

type Bytes = NodeJS.ArrayBufferView | ArrayBuffer;

/** Everything random that a container's code can ask for, from the container's seed. */
export class ContainerChance {
  /** Hears of what was drawn all the same from the machine's own chance. */
  unseeded: ((what: string) => void) | undefined;
  readonly #random: Random;
  readonly #now: () => number;

  /** @param now for what holds the time beside chance, in epoch milliseconds */
  constructor(seed: string, now: () => number) {
    this.#random = new Random(seed);
    this.#now = now;
  }

  /** Gives from now on what another seed gives. */
  reseed(seed: string): void {
    this.#random.begin(seed);
  }

  readonly random = (): number => this.#random.float();

  readonly getRandomValues = <T extends NodeJS.ArrayBufferView>(view: T): T => {
    this.#random.fill(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return view;
  };

  readonly randomUUID = (): string => uuid(4, this.#random.fill(Buffer.alloc(16)));

  readonly randomUUIDv7 = (): string => {
    const bytes = this.#random.fill(Buffer.alloc(16));
    bytes.writeUIntBE(this.#now(), 0, 6);
    return uuid(7, bytes);
  };

  readonly generateWebKey = (...args: unknown[]): Promise<unknown> => seededWebKeys(this.#random, this)(...args);

  /** The global `crypto`. */
  webCrypto(): typeof globalThis.crypto {
    const subtle = overlay(globalThis.crypto.subtle, { generateKey: this.generateWebKey }, true);
    return overlay(
      globalThis.crypto,
      { getRandomValues: this.getRandomValues, randomUUID: this.randomUUID, subtle },
      true,
    );
  }

  /** `node:crypto`; pairs of keys and signatures keep OpenSSL's own randomness. */
  nodeCrypto(): Record<string, unknown> {
    const randomBytes = (size: number, callback?: (error: null, bytes: Buffer) => void): Buffer | undefined => {
      const bytes = Buffer.from(this.#random.fill(new Uint8Array(size)));
      if (!callback) return bytes;
      process.nextTick(callback, null, bytes);
      return undefined;
    };
    const randomInt = (
      low: number,
      high?: number | CallableFunction,
      callback?: CallableFunction,
    ): number | undefined => {
      const [from, to] = typeof high === "number" ? [low, high] : [0, low];
      const value = from + this.#random.below(to - from);
      const done = typeof high === "function" ? high : callback;
      if (!done) return value;
      process.nextTick(done, undefined, value);
      return undefined;
    };
    const randomFillSync = <T extends Bytes>(target: T, offset = 0, size?: number): T => {
      const unit = "BYTES_PER_ELEMENT" in target ? target.BYTES_PER_ELEMENT : 1;
      const bytes = ArrayBuffer.isView(target)
        ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
        : new Uint8Array(target);
      this.#random.fill(bytes.subarray(offset * unit, size === undefined ? undefined : (offset + size) * unit));
      return target;
    };
    const randomFill = <T extends Bytes>(
      view: T,
      ...rest: [...range: number[], callback: (error: null, view: T) => void]
    ): void => {
      const [offset, size] = rest.filter((part) => typeof part === "number");
      const callback = rest.find((part) => typeof part === "function");
      if (callback) process.nextTick(callback, null, randomFillSync(view, offset, size));
    };
    const members = {
      randomBytes,
      randomInt,
      randomFill,
      randomFillSync,
      randomUUID: this.randomUUID,
      randomUUIDv7: this.randomUUIDv7,
      getRandomValues: this.getRandomValues,
      webcrypto: this.webCrypto(),
      subtle: this.webCrypto().subtle,
      ...seededKeys(this.#random, this),
    };
    return overlay(nodeCrypto as Record<string, unknown>, members);
  }
}

function uuid(version: number, bytes: Buffer): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
