import nodeCrypto, { type webcrypto } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import { builtInModule } from "../outside/built-in-module.js";
import { currentContainer } from "./container-session.js";
import { replacedGlobals, whileWanted } from "./replaced-globals.js";

/** Whether a call is one whose answer is the machine's own; every one, if that does not depend on arguments. */
type Matters = (args: readonly unknown[]) => boolean;

const always: Matters = () => true;

const names =
  (pattern: RegExp): Matters =>
  ([algorithm]) =>
    pattern.test(typeof algorithm === "string" ? algorithm : String((algorithm as { name?: unknown } | null)?.name));

/** A signature for which a number is drawn: others are the same each time. @param at where the key stands */
const drawing =
  (at: number): Matters =>
  (args) => {
    const given = args[at] as { key?: unknown; padding?: number } | undefined;
    if (given?.padding === nodeCrypto.constants.RSA_PKCS1_PSS_PADDING) return true;
    const inner = given?.key instanceof nodeCrypto.KeyObject ? given.key : given;
    const key = inner instanceof nodeCrypto.KeyObject ? inner : nodeCrypto.createPrivateKey(inner as string);
    return /^(?:ec|dsa|rsa-pss)$/.test(key.asymmetricKeyType ?? "");
  };

/** SQL that asks the machine for chance or for the time. */
const CHANCE_IN_SQL: Matters = ([sql]) => /\brandom(?:blob)?\s*\(|'now'|\bcurrent_(?:time|date)/i.test(String(sql));

/** What containers may ask the machine, and no seed answers, by the name that users know the owner by. */
function sources(): readonly (readonly [string, object, Readonly<Record<string, Matters>>])[] {
  const { Sign, ECDH, DiffieHellman } = nodeCrypto;
  const webKey = globalThis.crypto.subtle;
  const madeUpDirectories = {
    mkdtemp: always,
    mkdtempSync: always,
    mkdtempDisposable: always,
    mkdtempDisposableSync: always,
  };
  const sqlite = builtInModule("node:sqlite") as { DatabaseSync?: { prototype: object } } | undefined;
  return [
    [
      "crypto",
      nodeCrypto,
      {
        generateKeyPair: always,
        generateKeyPairSync: always,
        sign: drawing(2),
        publicEncrypt: always,
        encapsulate: always,
      },
    ],
    ["Sign", Sign.prototype, { sign: drawing(0) }],
    ["ECDH", ECDH.prototype, { generateKeys: always }],
    ["DiffieHellman", DiffieHellman.prototype, { generateKeys: always }],
    [
      "crypto.subtle",
      Object.getPrototypeOf(webKey) as webcrypto.SubtleCrypto,
      {
        sign: names(/^(?:ECDSA|RSA-PSS)$/i),
        encrypt: names(/^RSA-OAEP$/i),
        encapsulateBits: always,
        encapsulateKey: always,
      },
    ],
    ["fs", fs, madeUpDirectories],
    ["fs.promises", fs.promises, madeUpDirectories],
    ["URL", URL, { createObjectURL: always }],
    ["os", os, { loadavg: always, freemem: always }],
    ["process", process, { cpuUsage: always, memoryUsage: always, resourceUsage: always, threadCpuUsage: always }],
    ...(sqlite?.DatabaseSync
      ? [["DatabaseSync", sqlite.DatabaseSync.prototype, { exec: CHANCE_IN_SQL, prepare: CHANCE_IN_SQL }] as const]
      : []),
  ];
}

/**
 * Has containers of this thread tell when they ask the machine for what no seed decides, such as pairs of keys.
 * @returns how to stop it
 */
export const watchUnseeded: () => () => void = whileWanted(() =>
  replacedGlobals.replace((replace) => {
    for (const [owner, target, members] of sources())
      for (const [name, matters] of Object.entries(members)) {
        const real: unknown = Reflect.get(target, name);
        if (typeof real !== "function" || !Object.getOwnPropertyDescriptor(target, name)?.configurable) continue;
        replace(target, name, { wrap: (behind) => watching(real, `${owner}.${name}`, matters, behind) });
      }
  }),
);

function watching(real: CallableFunction, what: string, matters: Matters, behind: () => unknown): unknown {
  return new Proxy(real, {
    apply: (_, self, args: unknown[]) => {
      const hears = currentContainer()?.chance.unseeded;
      if (hears && safely(matters, args)) hears(what);
      return Reflect.apply(behind() as CallableFunction, self, args) as unknown;
    },
  });
}

/** What cannot be looked at is going to fail by itself. */
function safely(matters: Matters, args: readonly unknown[]): boolean {
  try {
    return matters(args);
  } catch {
    return true;
  }
}
