import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { app } from "../support/run-cli.js";

const HOOK = fileURLToPath(new URL("without-peers.mjs", import.meta.url));

test.each([
  [["shell", "--no-state", "-c", "ls"], "`shell` needs the package just-bash, which is not installed"],
  [
    ["explore", app("checkout.ts")],
    "InvalidError: explore needs the package fast-check: install it as a dev dependency.",
  ],
])("%j says which package is missing", async (words, message) => {
  const failed = await promisify(execFile)(process.execPath, ["--import", HOOK, "dist/cli/bin.js", ...words]).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(new RegExp(`^${message}[^\n]*\n$`)),
  });
});
