import { deepStrictEqual } from "node:assert";
import { App, Retries, Volume } from "modal-emulator";
import { type Kind, KINDS, REFUSED } from "./kinds.js";

export const app = new App("codec");

function kindOf(name: string): Kind {
  const kind = KINDS[name];
  if (!kind) throw new Error(`There is no kind "${name}".`);
  return kind;
}

/** Takes a value and says what is wrong with it: nothing. */
export const take = app.function(async function take(name: string, value: unknown) {
  const { make, becomes = make, holds } = kindOf(name);
  deepStrictEqual(value, becomes());
  return holds?.(value as never) ?? true;
});

export const give = app.function(async function give(name: string) {
  return kindOf(name).make();
});

export const raise = app.function(async function raise(name: string) {
  throw kindOf(name).make();
});

export const raiseWith = app.function(async function raiseWith(name: string) {
  throw new Error("with", { cause: kindOf(name).make() });
});

export const items = app.function(async function* items(name: string) {
  yield kindOf(name).make();
  yield kindOf(name).make();
});

export const echo = app.function(async function echo(value: unknown) {
  return value;
});

export const giveRefused = app.function(async function giveRefused(index: number) {
  return REFUSED[index]?.make();
});

export const yieldRefused = app.function(async function* yieldRefused(index: number) {
  yield REFUSED[index]?.make();
});

export const raiseRefused = app.function(async function raiseRefused(index: number) {
  throw Object.assign(new RangeError("kept"), { code: 1, part: REFUSED[index]?.make() });
});

export const throwRefused = app.function(async function throwRefused() {
  throw { callback: () => 1 }; // eslint-disable-line no-throw-literal
});

/** Spoils its argument and fails, twice. */
export const spoil = app.function(
  { retries: new Retries({ maxRetries: 2, initialDelayMs: 0 }) },
  async function spoil(bytes: Uint8Array) {
    const sum = bytes.reduce((total, byte) => total + byte, 0);
    bytes.fill(9);
    throw new Error(`${sum}`);
  },
);

export const volume = Volume.fromName("stored");
