import { InvalidError } from "../../contract/errors.js";
import type { Emulator } from "../../emulator/world/emulator.js";

const WORLD = Symbol("world");

/** Remembers a test's world with the test itself. */
export function setWorldOf(task: object, world: Emulator): void {
  Object.defineProperty(task, WORLD, { value: world, configurable: true });
}

/** @throws InvalidError if the running test has no world, or its world does not know any more what happened at first */
export function worldOf(task: object | undefined, matcher: string): Emulator {
  const world = (task && Reflect.get(task, WORLD)) as Emulator | undefined;
  if (!world)
    throw new InvalidError(
      `${matcher}: this test has no world. Use \`test\` of "modal-emulator/vitest", and take \`world\` from its context.`,
    );
  const { dropped } = world.events;
  if (dropped > 0)
    throw new InvalidError(
      `${matcher}: the first ${dropped} events of this world are not kept any more, so that what happened then is not known. Let the test do less, or count by \`events: { keep, sink }\` in a world that it starts itself.`,
    );
  return world;
}
