import { InvalidError } from "../../contract/errors.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import type { Emulator } from "../../emulator/world/emulator.js";
import { worldInSight } from "../../emulator/world/opened-worlds.js";
import type { Task } from "./matcher.js";
import { testWorlds } from "./test-worlds.js";

/** Worlds that a message lists at most. */
const LISTED = 5;

/**
 * The world that a matcher judges: the one in sight, else the one of the running test's in which the function was
 * called, else that of the fixture.
 * @throws InvalidError if that is none or several, or it does not know any more what happened at first
 */
export function worldOf(task: Task, matcher: string, fn: AnyFunction): Emulator {
  const world = worldInSight() ?? worldOfTest(task, matcher, fn);
  const { dropped } = world.events;
  if (dropped > 0)
    throw new InvalidError(
      `${matcher}: the first ${dropped} events of this world are not kept any more, so that what happened then is not known. Let the test do less, or count by \`events: { keep, sink }\` in a world that it starts itself.`,
    );
  return world;
}

function worldOfTest(task: Task, matcher: string, fn: AnyFunction): Emulator {
  const { own, others, trials } = testWorlds(task);
  const all = own ? [own, ...others] : others;
  const ran = all.filter((world) => knows(world, fn));
  const [chosen] = ran.length > 0 ? ran : own ? [own] : all;
  if (ran.length > 1 || (!own && ran.length === 0 && all.length > 1))
    throw new InvalidError(
      `${matcher}: this test has ${all.length} worlds, and \`${fn.name}\` ${ran.length > 1 ? `was called in ${ran.length} of them` : "was called in none of them"}:\n${list(all, own, fn)}\nSay which is meant: \`world.within(() => expect(${fn.name}).${matcher}(…))\`.`,
    );
  if (ran.length === 0 && trials > 0)
    throw new InvalidError(
      `${matcher}: \`${fn.name}\` was not called in a world of this test's own, and explore or world.doctor had ${trials} others. Expect it inside of the function that they were given, where the matcher judges the world of that run, or say which is meant: \`world.within(() => expect(${fn.name}).${matcher}(…))\`.`,
    );
  if (!chosen)
    throw new InvalidError(
      `${matcher}: this test has no world. Use \`test\` of "modal-emulator/vitest", and take \`world\` from its context, or say which world is meant: \`world.within(() => expect(${fn.name}).${matcher}(…))\`.`,
    );
  return chosen;
}

/** Whether a function was called or had a container in a world. */
function knows(world: Emulator, fn: AnyFunction): boolean {
  try {
    return world.calls(fn).length > 0 || world.containers(fn).length > 0;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFoundError") return false; // a handle of another world
    throw error;
  }
}

function list(all: readonly Emulator[], own: Emulator | undefined, fn: AnyFunction): string {
  const lines = all.slice(0, LISTED).map((world) => {
    const calls = knows(world, fn) ? world.calls(fn).length : 0;
    return `  ${world === own ? "the fixture's world" : "a world that the test has started"}, seed ${world.seed}: ${calls === 1 ? "one call" : `${calls} calls`}`;
  });
  return [...lines, ...(all.length > LISTED ? [`  and ${all.length - LISTED} more`] : [])].join("\n");
}
