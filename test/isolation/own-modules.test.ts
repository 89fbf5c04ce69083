import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { App, Function_ } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { beforeAll, describe, expect, test } from "vitest";

const project = fileURLToPath(new URL("own-modules", import.meta.url));
const directory = fileURLToPath(new URL("../../.snippets/own-modules", import.meta.url));

type Asked = Function_<[], unknown>;

interface Loaded {
  readonly app: App;
  readonly hostBase: { count: number };
  readonly drawing: Asked;
  readonly once: Asked;
  readonly files: Asked;
  readonly places: Asked;
  readonly inline: Asked;
}

let loaded: Loaded;

/** Lays the packages out as if they were installed, and loads the app, and with it all of them, before any world. */
beforeAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  cpSync(project, directory, { recursive: true });
  cpSync(join(project, "packages"), join(directory, "node_modules"), { recursive: true });
  loaded = (await import(join(directory, "app.js"))) as Loaded;
});

async function ask(name: Exclude<keyof Loaded, "app" | "hostBase">, threads: number): Promise<unknown> {
  await using world = await Emulator.start({ threads });
  const answer = await world.run(loaded.app, () => loaded[name].remote());
  return [answer, [...world.events], Array.from(world.logs, ({ message }) => message)];
}

describe("packages that the test has loaded before the world", () => {
  test.each(["drawing", "files", "places"] as const)(
    "do the same in the host's thread and in others: %s",
    async (name) => {
      expect(await ask(name, 0)).toEqual(await ask(name, 1));
      expect(await ask(name, 0)).toEqual(await ask(name, 1));
    },
  );

  test("draw from the seed, and read the clock of the world", async () => {
    const [answer] = (await ask("drawing", 0)) as [{ draws: [[number, number]]; lodash: number[]; isOther: boolean }];
    expect(answer.draws[0][1]).toBe(Date.parse("2026-01-01T00:00:00Z"));
    expect(answer.lodash.at(-1)).toBe(Date.parse("2026-01-01T00:00:00Z"));
    expect(answer.isOther).toBe(false);
  });

  test.each([0, 1])("are there once, whichever way they are come by (threads: %i)", async (threads) => {
    const [answer] = (await ask("once", threads)) as [object];
    expect(Object.entries(answer).filter(([, isTrue]) => isTrue !== true)).toEqual([]);
    expect(loaded.hostBase.count).toBe(0);
  });

  test.each([0, 1])("are the host's own in inline functions (threads: %i)", async (threads) => {
    const before = loaded.hostBase.count;
    const [answer] = (await ask("inline", threads)) as [unknown];
    expect(answer).toEqual([true, true, before + 1]);
    expect(loaded.hostBase.count).toBe(before + 1);
    loaded.hostBase.count = 0;
  });
});
