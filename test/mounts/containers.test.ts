import fs from "node:fs";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { app, beside, code, outside, temporary, views } from "./apps/containers.js";

describe.each([0, 1])("in containers (threads: %i)", (threads) => {
  test("each sees its own mounts, at virtual time, also while others of its lane use theirs", async () => {
    await using world = await Emulator.start({ threads });
    const seen = await world.run(app, () =>
      Promise.all([views.remote("a", 3000), views.remote("b", 2000), views.remote("c", 1000)]),
    );
    expect(seen).toEqual(
      ["a1", "b1", "c1"].map((text) => [text, "2026-01-01T00:00:00.000Z", "/vol/tmp-xxxxxx".length]),
    );
  });

  test("what would use the host's own disk is refused by an error that names the mount and says what to do", async () => {
    await using world = await Emulator.start({ threads, disk: "host" });
    const refusals = await world.run(app, () => outside.remote());
    for (const text of refusals.slice(0, -1))
      expect(text).toMatch(
        /^UnimplementedError: [\w.]+ was given ".*", which is in the mount \/vol2?: .* Copy what is needed to a temporary directory with fs\.cpSync/,
      );
    expect(refusals.at(-1)).toMatch(/^UnimplementedError: Something is about to use \/vol\/x on the host's own disk/);
    expect(await world.run(app, () => beside.remote())).toEqual([
      "worked: /volume vol",
      "worked: /other/vol",
      "worked: true",
      "worked: true",
    ]);
  });

  test("import() and require() load code from a mount, each container its own", async () => {
    await using world = await Emulator.start({ threads });
    const loaded = await world.run(app, () => Promise.all(["one", "two"].map((label) => code.remote(label))));
    expect(loaded).toEqual(
      ["one", "two"].map((label) => ({
        whole: [label, "typed", 3, "text", "/vol/lib/main.mjs", "function", 1_767_225_600_000],
        isSame: true,
        byUrl: "typed",
        seen: 1,
        counted: 1,
        old: [`${label}1767225600000`, "old.cjs", 3, "text", "typed", "function"],
        self: true,
        isCached: true,
        resolved: "/vol/lib/inner.js",
        failures: [
          expect.stringMatching(/^Error: Cannot find module '\/vol\/lib\/none\.mjs' imported from /),
          expect.stringMatching(/^Error: Cannot find module '\/vol\/lib\/none\.mjs' /),
          "RangeError: on evaluation",
          expect.stringMatching(
            /^InvalidError: .*bad\.mjs cannot be loaded:\n.*bad\.mjs:1:14: Expected identifier but found "="/,
          ),
        ],
      })),
    );
  });
});

test("the names of temporary directories come from the seed", async () => {
  const drawn: unknown[] = [];
  for (const [seed, threads] of [
    [1, 0],
    [1, 1],
    [2, 0],
  ] as const) {
    await using world = await Emulator.start({ seed, threads });
    drawn.push(await world.run(app, () => temporary.remote()));
  }
  expect(drawn[1]).toBe(drawn[0]);
  expect(drawn[2]).not.toBe(drawn[0]);
});

test("the host's own fs is as it was when no container runs in its thread", async () => {
  const before = { ...fs, ...fs.promises };
  {
    await using world = await Emulator.start({ threads: 0 });
    await world.run(app, () => temporary.remote());
    expect(fs.readFileSync).not.toBe(before.readFileSync);
    expect(fs.existsSync("/vol")).toBe(false);
  }
  expect({ ...fs, ...fs.promises }).toEqual(before);
});
