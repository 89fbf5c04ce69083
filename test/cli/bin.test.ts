import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { app } from "../support/run-cli.js";

const BIN = "dist/cli/bin.js";

/** Runs the real command in a process of its own. */
function bin(...argv: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...argv], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe("the command itself", () => {
  test("runs an entrypoint", async () => {
    const { code, stdout, stderr } = await bin("run", app("hello.ts"), "--n", "5", "--loud");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "squaring 5\nhello WORLD: 25\n" });
    expect(stderr).toMatch(/^(?:main: .*\n)?✓ main: 1 call, 1 container, 0 retries; 0 ms of virtual time in .*s\n$/);
  });
  test("exit codes: 1 for a failing run, 2 for a usage error", async () => {
    const failed = await bin("run", app("failing.ts", "localFailure"));
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /^RangeError: out of range\n {4}at raise \(.*failing\.ts:15:9\)\n {4}at localFailure \(.*failing\.ts:19:3\)\n✗/,
    );
    expect(await bin("deploy")).toMatchObject({ code: 2, stdout: "" });
  });
  test("--json has stdout to itself", async () => {
    const { stdout } = await bin("run", "--json", app("hello.ts"));
    expect(JSON.parse(stdout)).toMatchObject({ name: "main", ok: true, calls: 1 });
  });
  test("Ctrl-C ends it with 130", async () => {
    const child = spawn(process.execPath, [BIN, "run", app("failing.ts", "forever")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.once("data", () => child.kill("SIGINT"));
    expect(await once(child, "exit")).toEqual([130, null]);
  });
  test.each([
    ["notAwaited", "TypeError: out of memory", 11],
    ["thrownInTimer", "RangeError: out of time", 15],
  ])("an error that nobody catches ends the run (%s)", async (name, heading, line) => {
    const { code, stderr } = await bin("run", "-q", app("failing.ts", name));
    expect(code).toBe(1);
    const [first, second, ...others] = stderr.split("\n");
    expect(first).toBe(heading);
    expect(second).toMatch(new RegExp(`failing\\.ts:${line}:9\\)$`));
    expect(others.join("\n")).not.toMatch(/node:internal|modal-realm|Node\.js v/);
  });
  test("an entrypoint that waits for nothing fails instead of ending in silence", async () => {
    const { code, stderr } = await bin("run", app("failing.ts", "stuck"));
    expect(code).toBe(1);
    expect(stderr).toContain("waits for a promise that nobody resolves");
  });
});
