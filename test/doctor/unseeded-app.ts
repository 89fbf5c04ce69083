import nodeCrypto from "node:crypto";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { App } from "modal-emulator";

export const app = new App("unseeded");

const made = join(tmpdir(), "unseeded-");
const { subtle } = globalThis.crypto;
const rsa = { name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
const curve = { namedCurve: "P-256" };
const remove = (directory: string): string => {
  fs.rmdirSync(directory);
  return directory;
};
const hex = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString("hex");
const pem = (keys: { privateKey: nodeCrypto.KeyObject }): string =>
  keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
/** The same in each run. */
const fixed = nodeCrypto.createPrivateKey({
  key: {
    kty: "EC",
    crv: "P-256",
    d: "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
  },
  format: "jwk",
});

/** By what the doctor calls it. */
export const SOURCES: Readonly<Record<string, () => unknown>> = {
  "crypto.generateKeyPairSync": () => pem(nodeCrypto.generateKeyPairSync("ec", curve)),
  "crypto.generateKeyPair": async () => pem(await promisify(nodeCrypto.generateKeyPair)("ec", curve)),
  "crypto.generatePrimeSync": () => hex(nodeCrypto.generatePrimeSync(64, { safe: true })),
  "crypto.sign": () => nodeCrypto.sign("sha256", Buffer.from("text"), fixed).toString("hex"),
  "crypto.publicEncrypt": () => {
    const { publicKey } = nodeCrypto.generateKeyPairSync("rsa", { modulusLength: 1024 });
    return nodeCrypto.publicEncrypt(publicKey, Buffer.from("text")).toString("hex");
  },
  "Sign.sign": () => nodeCrypto.createSign("sha256").update("text").sign(fixed, "hex"),
  "ECDH.generateKeys": () => nodeCrypto.createECDH("secp256k1").generateKeys("hex"),
  "crypto.subtle.generateKey": async () => {
    const { publicKey } = await subtle.generateKey({ name: "ECDSA", ...curve }, true, ["sign", "verify"]);
    return hex(await subtle.exportKey("raw", publicKey));
  },
  "crypto.subtle.sign": async () => {
    const key = await subtle.importKey("jwk", fixed.export({ format: "jwk" }), { name: "ECDSA", ...curve }, false, [
      "sign",
    ]);
    return hex(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, Buffer.from("text")));
  },
  "crypto.subtle.encrypt": async () => {
    const { publicKey } = await subtle.generateKey(rsa, true, ["encrypt", "decrypt"]);
    return hex(await subtle.encrypt({ name: "RSA-OAEP" }, publicKey, Buffer.from("text")));
  },
  "fs.mkdtempSync": () => remove(fs.mkdtempSync(made)),
  "fs.mkdtemp": async () => remove(await promisify(fs.mkdtemp)(made)),
  "fs.promises.mkdtemp": async () => remove(await fs.promises.mkdtemp(made)),
  "URL.createObjectURL": () => URL.createObjectURL(new Blob(["text"])),
  "process.cpuUsage": () => process.cpuUsage(),
  "DatabaseSync.prepare": () =>
    Object.values(new DatabaseSync(":memory:").prepare("SELECT random()").get() ?? {}).map(String),
};

export const draw = app.function({ name: "draw" }, async (source: string) => SOURCES[source]?.());

/** Looks like it, and is the same in each run. */
export const seeded = app.function({ name: "seeded" }, async () => {
  const { privateKey } = nodeCrypto.generateKeyPairSync("ed25519");
  nodeCrypto.sign(null, Buffer.from("text"), privateKey);
  return [crypto.randomUUID(), nodeCrypto.randomBytes(4).toString("hex"), hex(nodeCrypto.generatePrimeSync(64))];
});
