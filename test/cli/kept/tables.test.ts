import { describe, expect, test } from "vitest";
import { show } from "../../../src/cli/showing/table.js";

const APPS = {
  columns: ["App ID", "Description", "Created at", "Stopped at"],
  rows: [["ap-pucaAZRe7pq4Nwm8doXWOC", "hello", new Date("2026-01-01"), undefined]],
};

async function shown(columns: number | undefined): Promise<string> {
  let text = "";
  const write = (more: string | Uint8Array): void => void (text += String(more));
  await show({ isTTY: columns !== undefined, columns, write }, APPS, false);
  return text;
}

describe("a table", () => {
  test.each([100, 80, 72])("of %i columns fits, and breaks no word while there is room", async (columns) => {
    const text = await shown(columns);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
    expect(text).toContain("ap-pucaAZRe7pq4Nwm8doXWOC");
  });

  test("in a narrow terminal fits all the same", async () => {
    for (const line of (await shown(50)).split("\n")) expect(line.length).toBeLessThanOrEqual(50);
  });

  test("in a pipe is as wide as it needs to be", async () => {
    expect(await shown(undefined)).toContain("2026-01-01 00:00:00 UTC");
  });
});
