import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { added, app, CHANGES, wrap } from "./apps/changed-built-ins.js";

const FILE = fileURLToPath(new URL("apps/changed-built-ins.ts", import.meta.url));

describe.each([0, 1])("threads: %i", (threads) => {
  test.each(Object.keys(CHANGES))("the container goes on or fails, and the host goes on: %s", async (name) => {
    const { stdout } = await promisify(execFile)(process.execPath, [FILE, String(threads), name]);
    const [first, second, isAsBefore, next] = JSON.parse(stdout) as unknown[];
    expect(first).toMatch(/^(?:done|replaced)$/);
    // or an error of the code that meets the change
    expect(second).not.toBe("");
    expect([isAsBefore, next]).toEqual([true, 2]);
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
