import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("own-end");

type Nested = { readonly next: Nested } | null;

function nested(levels: number): Nested {
  let value: Nested = null;
  for (let level = 0; level < levels; level++) value = { next: value } as Nested;
  return value;
}

function levelsOf(value: Nested): number {
  let levels = 0;
  for (let rest = value; rest; rest = rest.next) levels++;
  return levels;
}

const recurse = (): number => recurse() + 1;

const overflow = app.function(async function overflow(when: string): Promise<number> {
  if (when === "at once") return recurse();
  if (when === "after an await") await Promise.resolve();
  if (when === "in a timer that nobody catches") await new Promise(() => setTimeout(recurse, 10));
  return recurse();
});
const deepResult = app.function(async function deepResult(levels: number): Promise<Nested> {
  return nested(levels);
});
const deepArgument = app.function(async function deepArgument(levels: number): Promise<number> {
  return measure.remote(nested(levels));
});
const measure = app.function(async function measure(value: Nested): Promise<number> {
  return levelsOf(value);
});
const deepError = app.function(async function deepError(levels: number): Promise<void> {
  let error = new Error("level 0");
  for (let level = 1; level <= levels; level++) error = new Error(`level ${level}`, { cause: error });
  throw error;
});
/** As a package does: with the real `process` of its thread. */
const leave = app.function(async function leave(way: string): Promise<void> {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the way to the globals that packages see
  const real = new Function("return process")() as Record<string, (...args: unknown[]) => void>;
  real[way]?.(...(way === "kill" ? [real["pid"], "SIGKILL"] : way === "chdir" ? ["/"] : [4]));
});
const killParent = app.function(async function killParent(): Promise<void> {
  process.kill(process.ppid, "SIGKILL");
});

describe.each([{ threads: 1 }, { threads: 0 }, { isolation: "inline" as const }])("with %o", (options) => {
  test("a stack overflow is an error like others", async () => {
    await using world = await Emulator.start(options);
    for (const when of ["at once", "after an await", "in a timer that nobody catches"]) {
      const failed = world.run(app, () => overflow.remote(when));
      await expect(failed).rejects.toBeInstanceOf(RangeError);
      await expect(failed).rejects.toThrow("Maximum call stack size exceeded");
    }
  });

  test("what crosses may be nested 1000 levels deep, whichever stack it is on", async () => {
    await using world = await Emulator.start(options);
    await world.run(app, async () => {
      expect(levelsOf(await deepResult.remote(1000))).toBe(1000);
      expect(await deepArgument.remote(999)).toBe(999); // one level is the list of arguments
      for (const levels of [1001, 20_000]) {
        await expect(deepResult.remote(levels)).rejects.toThrow(
          "result is nested too deeply to cross between caller and container: 1000 levels do.",
        );
        await expect(deepArgument.remote(levels)).rejects.toThrow("args is nested too deeply");
        const error: unknown = await deepError.remote(levels).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          message: `level ${levels}`,
          cause: { cause: { message: `level ${levels - 2}` } },
        });
      }
    });
    expect(world.events.of("world.nondeterministic")).toEqual([]);
  });

  test("no way to end or move the process reaches the host", async () => {
    await using world = await Emulator.start({ ...options, disk: "host" });
    await world.run(app, async () => {
      for (const [way, message] of [
        ["exit", "The container ended itself: process.exit(4)"],
        ["reallyExit", "The container ended itself: process.exit(4)"],
        ["abort", "was lost 9 times: process.abort()"],
        ["kill", "was lost 9 times: process.kill(process.pid, SIGKILL)"],
      ] as const)
        await expect(leave.remote(way)).rejects.toThrow(message);
      await expect(leave.remote("chdir")).rejects.toThrow("process.chdir() is not available in a container");
      await expect(killParent.remote()).rejects.toThrow("a container may only signal itself");
    });
    expect(world.events.of("world.nondeterministic")).toEqual([]);
  });
});
