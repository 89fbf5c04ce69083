import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { searchSize } from "../support/search-size.js";

const script = fileURLToPath(new URL("parts/many-worlds.ts", import.meta.url));
/** So many that what a process warms up by comes to less than 3 KB for each; with 200 it was 3 to 5. */
const WORLDS = searchSize(500, 0.1);
const USED_BY_CLIENTS = 120;

interface Holding {
  readonly threads: number;
  readonly resources: readonly string[];
  readonly heapKb: number;
}

async function holdings(worlds: number, ...more: string[]): Promise<readonly [Holding, Holding]> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, String(worlds), ...more]);
  return JSON.parse(stdout) as [Holding, Holding];
}

test(
  "worlds that are closed leave no thread, no handle and no memory, and let the process end",
  { timeout: 120_000 },
  async () => {
    const [early, late] = await holdings(WORLDS);
    expect(late.threads - early.threads).toBeLessThanOrEqual(2); // a world may begin while the lanes of the one before are on their way back
    expect(late.resources).toEqual(early.resources);
    expect((late.heapKb - early.heapKb) / (0.75 * WORLDS)).toBeLessThan(5); // one that stays holds more than 20
  },
);

test("nor do those that Modal's own client has used", { timeout: 120_000 }, async () => {
  const [early, late] = await holdings(USED_BY_CLIENTS, "clients");
  expect(late.resources).toEqual(early.resources);
  expect((late.heapKb - early.heapKb) / (0.75 * USED_BY_CLIENTS)).toBeLessThan(40); // one that stays holds more than 100
});
