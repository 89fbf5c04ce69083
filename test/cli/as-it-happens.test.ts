import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
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
