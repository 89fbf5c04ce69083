import nodeCrypto, { type KeyObject, type webcrypto } from "node:crypto";
import { Random } from "../../kernel/random.js";

const { subtle } = globalThis.crypto;
const generateWebKey = subtle.generateKey.bind(subtle) as (...args: unknown[]) => Promise<webcrypto.CryptoKey | object>;
const importWebKey = subtle.importKey.bind(subtle) as (...args: unknown[]) => Promise<webcrypto.CryptoKey>;
const { checkPrimeSync, createSecretKey, generateKeySync, generatePrime, generatePrimeSync } = nodeCrypto;

/** Fewest bits of a prime whose two highest and whose lowest are set. */
const FEWEST_BITS = 3;

type Callback = (error: null, made: unknown) => void;
interface PrimeOptions {
  readonly add?: unknown;
  readonly rem?: unknown;
  readonly safe?: boolean;
  readonly bigint?: boolean;
}

/** Who hears of what is not drawn from the seed. */
interface Hearing {
  readonly unseeded: ((what: string) => void) | undefined;
}

/** Secret keys and primes of a container's own chance; pairs of keys stay OpenSSL's. */
export function seededKeys(random: Random, hearing: Hearing): Readonly<Record<string, unknown>> {
  const secretKey = (...args: Parameters<typeof generateKeySync>): KeyObject =>
    createSecretKey(random.fill(Buffer.alloc(generateKeySync(...args).symmetricKeySize ?? 0)));
  const prime = (bits: number, { bigint }: PrimeOptions): bigint | ArrayBuffer => {
    const bytes = Math.ceil(bits / 8);
    for (;;) {
      const drawn = BigInt(`0x${random.fill(Buffer.alloc(bytes)).toString("hex")}`);
      const candidate = BigInt.asUintN(bits, drawn) | (3n << BigInt(bits - 2)) | 1n;
      if (!checkPrimeSync(candidate)) continue;
      return bigint
        ? candidate
        : Uint8Array.from(Buffer.from(candidate.toString(16).padStart(2 * bytes, "0"), "hex")).buffer;
    }
  };
  return {
    generateKeySync: secretKey,
    generateKey: (type: "aes", options: { length: 128 }, callback: Callback) =>
      process.nextTick(callback, null, secretKey(type, options)),
    generatePrimeSync: (bits: number, options: PrimeOptions = {}) => {
      if (isPlain(bits, options)) return prime(bits, options);
      hearing.unseeded?.("crypto.generatePrimeSync");
      return generatePrimeSync(bits, options as { add: bigint });
    },
    generatePrime: (bits: number, ...rest: [PrimeOptions, Callback] | [Callback]) => {
      const options = rest.length > 1 ? (rest[0] as PrimeOptions) : {};
      if (!isPlain(bits, options)) {
        hearing.unseeded?.("crypto.generatePrime");
        return Reflect.apply(generatePrime, nodeCrypto, [bits, ...rest]);
      }
      return process.nextTick(rest.at(-1) as Callback, null, prime(bits, options));
    },
  };
}

/** Whether it is a prime that only has to have so many bits. */
function isPlain(bits: unknown, { add, safe }: PrimeOptions): bits is number {
  return add === undefined && !safe && Number.isInteger(bits) && Number(bits) >= FEWEST_BITS;
}

/** `subtle.generateKey`, of a container's own chance for secret keys. */
export function seededWebKeys(random: Random, hearing: Hearing): (...args: unknown[]) => Promise<unknown> {
  return async (algorithm, extractable, usages) => {
    const own = new Random(random.fill(Buffer.alloc(16)).toString("hex")); // keys may be ready in another order
    const made = await generateWebKey(algorithm, extractable, usages);
    if (!("algorithm" in made) || made.type !== "secret") {
      hearing.unseeded?.("crypto.subtle.generateKey");
      return made;
    }
    const { length } = made.algorithm as { length?: number };
    if (length === undefined) return made;
    const bytes = own.fill(new Uint8Array(Math.ceil(length / 8)));
    return importWebKey("raw", bytes, made.algorithm, extractable, usages);
  };
}
