// Modal: docs/modal/command-line.md#run
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { app, cli, run } from "../support/run-cli.js";

/** What stderr says above the summary. */
async function failure(name: string): Promise<string[]> {
  const { code, stdout, stderr } = await run("-q", app("failing.ts", name));
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  return stderr.trimEnd().split("\n");
}

describe("runs that fail", () => {
  test("an error in a container is shown at the user's own lines, with its cause", async () => {
    expect(await failure("remoteFailure")).toEqual([
      "TypeError: out of memory", // what the container prints
      "    at remoteFailure (test/cli/apps/failing.ts:11:9)",
      "Caused by: Error: deep down",
      "    at remoteFailure (test/cli/apps/failing.ts:11:60)",
      "TypeError: out of memory", // what the entrypoint gets
      expect.stringMatching(/^ {4}at .*remoteFailure \(\/.*test\/cli\/apps\/failing\.ts:11:9\)$/),
      expect.stringMatching(/^ {4}at \[function remoteFailure, container ta-\w+\]$/),
      "Caused by: Error: deep down",
      expect.stringMatching(/^ {4}at .*remoteFailure \(\/.*test\/cli\/apps\/failing\.ts:11:\d+\)$/),
    ]);
  });
  test("so is an error in the entrypoint, without frames of this package", async () => {
    expect(await failure("localFailure")).toEqual([
      "RangeError: out of range",
      expect.stringMatching(/^ {4}at raise \(\/.*failing\.ts:15:9\)$/),
      expect.stringMatching(/^ {4}at localFailure \(\/.*failing\.ts:19:3\)$/),
    ]);
  });
  test("lines are found in files whatever those are called", async () => {
    const parent = new URL("../../.snippets/", import.meta.url).pathname;
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(`${parent}failing häuser & 100% `);
    const broken = "export function broken(): never { throw new Error('broken'); }";
    writeFileSync(`${folder}/is broken #1?.ts`, broken);
    const main = `import { App } from "modal-emulator"; import { broken } from "./is broken #1?.ts";
      export const app = new App("x"); app.localEntrypoint(function main() { broken(); });`;
    writeFileSync(`${folder}/main é.ts`, main);
    const { code, stderr } = await run("-q", `${folder}/main é.ts`);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain(`at broken (${folder}/is broken #1?.ts:1:41)`);
    expect(stderr).toContain(`at main (${folder}/main é.ts:2:78)`);
  });
  test("an entrypoint cannot run its app again", async () => {
    const [heading, ...frames] = await failure("runsItself");
    expect(heading).toMatch(/^InvalidError: .*already running/);
    expect(frames.join("\n")).not.toContain("dist/");
  });
  test("what is thrown need not be an error", async () => {
    expect(await failure("throwsText")).toEqual(["Thrown: 'plain text'"]);
  });
});

// Modal: docs/modal/secrets-proxies-workspaces.md#secrets
describe("values of secrets", () => {
  test("are not printed, neither from logs nor from errors", async () => {
    const { stdout, stderr } = await run("-q", "--json", app("secretive.ts"));
    expect(stdout + stderr).not.toContain("hunter");
    expect(stderr.split("\n").filter((line) => line.includes("***"))).toEqual([
      "the key is ***",
      "Error: bad key ***",
      "Caused by: TypeError: not ***",
      "Error: bad key ***",
      "Caused by: TypeError: not ***",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { name: "Error", message: "bad key ***" },
      logs: [{ message: "the key is ***" }, { source: "stderr" }],
    });
  });
});

describe("Ctrl-C", () => {
  // Modal: docs/modal/apps.md#running
  test("stops the app: exit code 130", async () => {
    const interruption = new AbortController();
    const { code, stdout, stderr } = await cli(["run", "--threads", "1", app("failing.ts", "forever")], {
      signal: interruption.signal,
      onWrite: (_stream, text) => text === "waiting\n" && interruption.abort(),
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: "waiting\n" });
    expect(stderr).toMatch(/^Interrupted\.\n✗ forever: 0 calls/);
  });
  test("before the run starts, nothing runs", async () => {
    expect(await cli(["run", app("hello.ts")], { signal: AbortSignal.abort() })).toEqual({
      code: 130,
      stdout: "",
      stderr: "Interrupted.\n",
    });
  });
});
