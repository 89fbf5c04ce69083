import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { callbacks } from "./apps/hanging-host.js";

const FILE = fileURLToPath(new URL("apps/hanging-host.ts", import.meta.url));

describe.each(["here", "worker"])("a container that hangs in a process of its own, in a thread: %s", (where) => {
  const run = (name: string) => promisify(execFile)(process.execPath, [FILE, where, name]);

  test.each(["await", "Atomics.wait"])("goes on: %s", async (name) => {
    const { stdout } = await run(name);
    expect(JSON.parse(stdout)).toEqual([expect.stringContaining("`hangIn` was stopped"), 2]);
  });

  test.each(Object.keys(callbacks).filter((name) => !["await", "Atomics.wait"].includes(name)))(
    "ends with its process where Node cannot go on: %s",
    async (name) => {
      const failed = await run(name).catch((error: unknown) => error as { readonly stderr: string });
      expect(failed).not.toHaveProperty("code", 0);
      expect(failed.stderr).toContain("Function `hangIn` hangs");
    },
  );
});
