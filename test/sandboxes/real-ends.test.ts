// Modal: docs/modal/sandboxes.md#life-of-a-sandbox
import { spawn } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { expect, test } from "vitest";
import { WAYS } from "../programs/ways.js";
import { inPlace } from "./with-sandbox.js";

const CASES = WAYS["this user"].flatMap((children) => [0, 1].map((threads) => [children, threads] as const));
const LEFT_ALONE = join(import.meta.dirname, "left-alone.ts");

/** Starts a program that leaves others behind: one of its own group, and one of none. It prints who they are. */
const SCRIPT = "setsid sh -c 'echo $$; exec sleep 300' & sleep 300 & echo $$; echo $!; wait";

function areThere(pids: readonly string[]): string[] {
  return pids.filter((pid) => fs.existsSync(`/proc/${pid}/ns/mnt`));
}

async function pidsOf(stdout: AsyncIterable<string>): Promise<string[]> {
  let text = "";
  for await (const chunk of stdout) {
    text += chunk;
    const pids = text.split("\n");
    if (pids.length === 4) return pids.slice(0, 3);
  }
  return [];
}

test.for(CASES)("all of it ends with the sandbox: %s, %i threads", ([children, threads]) =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make();
      const pids = await pidsOf((await sandbox.exec("sh", "-c", SCRIPT)).stdout);
      expect(areThere(pids)).toEqual(pids);
      await sandbox.terminate();
      await expect.poll(() => areThere(pids), { timeout: 20_000 }).toEqual([]);
    },
    { children, threads, sandboxes: "process" },
  ),
);

test.for(CASES)("all of it ends when its container crashes: %s, %i threads", ([children, threads]) =>
  inPlace(
    async ({ world, make }) => {
      const sandbox = await make();
      const pids = await pidsOf((await sandbox.exec("sh", "-c", SCRIPT)).stdout);
      world.sandboxes.crash(sandbox);
      expect(await sandbox.wait()).toBe(1);
      await expect.poll(() => areThere(pids), { timeout: 20_000 }).toEqual([]);
    },
    { children, threads, sandboxes: "process" },
  ),
);

test.for(CASES)("all of it ends with the world: %s, %i threads", async ([children, threads]) => {
  let pids: string[] = [];
  await inPlace(
    async ({ make }) => {
      pids = await pidsOf((await (await make()).exec("sh", "-c", SCRIPT)).stdout);
      expect(areThere(pids)).toEqual(pids);
    },
    { children, threads, sandboxes: "process" },
  );
  await expect.poll(() => areThere(pids), { timeout: 20_000 }).toEqual([]);
});

test.for(
  CASES.flatMap(([children, threads]) => [
    [children, threads, "it is killed", (pid: number): boolean => process.kill(pid, "SIGKILL")] as const,
    [children, threads, "its group is ended", (pid: number): boolean => process.kill(-pid, "SIGTERM")] as const,
  ]),
)("all of it ends with the process: %s, %i threads, %s", async ([children, threads, , kill]) => {
  const child = spawn(process.execPath, [LEFT_ALONE, children, String(threads), SCRIPT], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = once(child, "exit");
  const pids = await pidsOf(child.stdout.setEncoding("utf8"));
  expect(pids).toHaveLength(3);
  kill(child.pid ?? 0);
  await ended;
  await expect.poll(() => areThere(pids), { timeout: 20_000 }).toEqual([]);
});
