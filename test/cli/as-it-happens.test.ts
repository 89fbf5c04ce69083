import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, watch } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { app, cli } from "../support/run-cli.js";

/** A server that keeps its answers until `answer` is called. */
async function patientServer(): Promise<{ url: string; answer: () => void } & AsyncDisposable> {
  const waiting: ServerResponse[] = [];
  let isAnswering = false;
  const server: Server = createServer((_, response) => void (isAnswering ? response.end() : waiting.push(response)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const answer = (): void => {
    isAnswering = true;
    for (const response of waiting) response.end();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answer,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each([0, 1])(
  "logs show as they are written, also while real work is under way, and once (%i threads)",
  async (threads) => {
    await using server = await patientServer();
    const { code, stdout, stderr } = await cli(
      ["run", "-q", "--threads", String(threads), app("spinning.ts", "waits"), "--url", server.url],
      { onWrite: (_, text) => (text.includes("asking") ? server.answer() : undefined) },
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "asking\n", stderr: "answered\n" });
  },
);

test("Ctrl-C ends a run whose code never waits: with its logs, who was busy, and the summary", async () => {
  const [interrupted, overdue] = [new AbortController(), new AbortController()];
  const { code, stdout, stderr } = await cli(["run", "--threads", "1", app("spinning.ts", "spins")], {
    signal: interrupted.signal,
    overdue: overdue.signal,
    onWrite: (_, text) => {
      if (!text.includes("spinning")) return;
      interrupted.abort();
      overdue.abort();
    },
  });
  expect({ code, stdout }).toEqual({ code: 130, stdout: "spinning\n" });
  expect(stderr).toMatch(
    /^`spins` in container ta-\w+ was still at work\.\nInterrupted\.\n✗ spins: 1 call, 1 container/,
  );
});

test("so does the command itself", async () => {
  const child = spawn(process.execPath, ["dist/cli/bin.js", "run", app("spinning.ts", "spins")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  child.stdout.once("data", () => child.kill("SIGINT"));
  expect(await once(child, "exit")).toEqual([130, null]);
  expect(stderr).toContain("Interrupted.\n✗ spins");
});

test("Ctrl-C with --json: the logs of what never waits are in the object", async () => {
  const [interrupted, overdue] = [new AbortController(), new AbortController()];
  const { code, stdout } = await cli(["run", "--json", "--threads", "1", app("spinning.ts", "spins")], {
    signal: interrupted.signal,
    overdue: overdue.signal,
    onWrite: (_, text) => {
      if (!text.includes("spinning")) return;
      interrupted.abort();
      overdue.abort();
    },
  });
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    error: { name: "Interrupted" },
    logs: [{ message: "spinning", source: "stdout" }],
  });
});

describe("Ctrl-C with --threads 0", () => {
  /** Runs a function that makes a file when it has begun, and interrupts it then. */
  async function interrupt(
    name: string,
    times: number,
    args: (directory: string) => string[],
  ): Promise<{ exit: unknown[]; stdout: string; stderr: string }> {
    const directory = await mkdtemp(join(tmpdir(), "interrupted-"));
    try {
      const begun = watch(directory)[Symbol.asyncIterator]().next();
      const words = ["run", "--json", "--threads", "0", "--disk", "host", app("spinning.ts", name), ...args(directory)];
      const child = spawn(process.execPath, ["dist/cli/bin.js", ...words], { stdio: ["ignore", "pipe", "pipe"] });
      const texts = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const)
        child[stream].on("data", (text: Buffer) => (texts[stream] += text.toString()));
      const closed = once(child, "close");
      await begun;
      for (let time = 0; time < times; time++) child.kill("SIGINT");
      return { exit: await closed, ...texts };
    } finally {
      await rm(directory, { recursive: true });
    }
  }

  test.each([1, 2])("%d times, while real work is under way: who was at work is said", async (times) => {
    const { exit, stdout, stderr } = await interrupt("runs", times, (directory) => [
      "--begun",
      join(directory, "begun"),
    ]);
    expect(exit).toEqual([130, null]);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: "Interrupted" }, logs: [{ message: "running" }] });
    expect(stderr).toMatch(/`runs` in container ta-\w+ was still at work\.\nInterrupted\.\n✗ runs/);
  });
});
