import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { added, app, CHANGES, wrap } from "./apps/changed-built-ins.js";

const FILE = fileURLToPath(new URL("apps/changed-built-ins.ts", import.meta.url));

describe.each([0, 1])("threads: %i", (threads) => {
  test("the container goes on or fails, and the host goes on, whatever was changed", { timeout: 60_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [FILE, String(threads)]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown[]);
    expect(lines.map(([name]) => name)).toEqual(Object.keys(CHANGES));
    for (const [name, first, second, isAsBefore, next] of lines) {
      expect(first, String(name)).toMatch(/^(?:done|replaced)$/);
      // or an error of the code that meets the change
      expect(second, String(name)).not.toBe("");
      expect([isAsBefore, next], String(name)).toEqual([true, 2]);
    }
  });

  test("what a container has wrapped stays wrapped for it, while others are at work", async () => {
    await using world = await Emulator.start({ threads });
    const { includes } = String.prototype;
    const counts = await world.run(app, async () => {
      const first = await wrap.remote();
      expect(String.prototype.includes).toBe(includes);
      return [first, await wrap.remote()];
    });
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBeGreaterThan(counts[0] ?? 0);
  });
});

test("a thread whose built-in objects were changed is given to no other world", async () => {
  for (let time = 0; time < 3; time++) {
    await using world = await Emulator.start({ threads: 1 });
    expect(await world.run(app, () => added.remote())).toBe(true);
  }
});
