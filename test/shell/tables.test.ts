import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runToEnd, shellMachine } from "./shell-machine.js";

/** A script with what bash 5.2 has told of it. */
interface Row {
  readonly script: string;
  readonly stdout: string;
  readonly stderr?: string;
  readonly code?: number;
  /** Why ours tells something else, which is what stands here then. */
  readonly differs?: string;
}

const folder = new URL("tables/", import.meta.url);
const tables = readdirSync(folder).map((name) => {
  const rows = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as readonly Row[];
  return [name.replace(".json", ""), rows] as const;
});

describe.each(tables)("%s", (_name, rows) => {
  test.each(rows.map((row) => [row.script, row] as const))("%s", async (script, { stdout, stderr = "", code = 0 }) => {
    const fake = await shellMachine();
    expect(await runToEnd(fake, ["bash", "-c", script])).toEqual({ stdout, stderr, code });
  });
});
