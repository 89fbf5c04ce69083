import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("etc/*.api.md are what `npm run api-report` makes of the declarations", { timeout: 120_000 }, async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["tools/api-report.js", "--check"]).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
});
