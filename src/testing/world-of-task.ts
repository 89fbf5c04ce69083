import { InvalidError } from "../api/errors.js";
import type { Emulator } from "../emulator/world.js";

const WORLD = Symbol("world");

/** Remembers a test's world with the test itself. */
export function setWorldOf(task: object, world: Emulator): void {
  Object.defineProperty(task, WORLD, { value: world, configurable: true });
}

/** @throws InvalidError if the running test has no world */
export function worldOf(task: object | undefined, matcher: string): Emulator {
  const world: unknown = task && Reflect.get(task, WORLD);
  if (!world) throw new InvalidError(`${matcher}: this test has no world. Use \`test\` of "modal-emulator/vitest", and take \`world\` from its context.`);
  return world as Emulator;
}
