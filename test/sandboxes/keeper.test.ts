// docs/decisions/programs-in-a-namespace.md: what keeps the disk of programs is not theirs to end, and does not end without them
import { readdirSync, readFileSync } from "node:fs";
import { setImmediate as immediate } from "node:timers/promises";
import { Volume } from "modal-emulator";
import { expect, test } from "vitest";
import { WAYS } from "../programs/ways.js";
import { inPlace, outcome } from "./with-sandbox.js";

const CASES = WAYS["this user"]
  .filter((way) => way === "namespace")
  .flatMap((children) => [0, 1].map((threads) => ({ children, threads, sandboxes: "process" }) as const));

/** For each process that finds the same disk: its `pid` and its `name`. */
const each = (what: string): string =>
  `for each in /proc/[0-9]*; do if [ $each/ns/mnt -ef /proc/self/ns/mnt ]; then read -r pid name rest < $each/stat; ${what}; fi; done`;
const OURS = "[ $name = '(modal-emulator)' ]";
/** The keeper is a shell, and those that start programs are none. */
const END_KEEPER = each(`${OURS} && grep -qa ^/bin/sh $each/cmdline && kill -9 $pid && break`);

/** @param name its last argument */
function isRunning(name: string): boolean {
  const pids = readdirSync("/proc").filter((each) => /^\d+$/.test(each));
  return pids.some((pid) => commandOf(pid).endsWith(`\0${name}\0`));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return ""; // it has ended meanwhile
  }
}

test.for(CASES)("signals to all shells and Perl programs reach none of ours: $threads threads", (options) =>
  inPlace(async ({ make }) => {
    const sandbox = await make("sh", "-c", "echo up; exec sleep 300");
    for await (const _ of sandbox.stdout.values({ preventCancel: true })) break; // it is called as it is from then on
    const names = (await outcome(sandbox, "sh", "-c", each("echo $name"))).stdout.trim().split("\n");
    expect(new Set([...names, "(sleep)"])).toEqual(new Set(["(modal-emulator)", "(sh)", "(sleep)"]));
    for (const signal of ["HUP", "INT", "QUIT", "TERM"]) {
      const all = await outcome(sandbox, "sh", "-c", `${each(`${OURS} && kill -${signal} $pid`)}; echo sent`);
      expect(all).toEqual({ stdout: "sent\n", stderr: "", code: 0 });
      const own = await outcome(sandbox, "sh", "-c", `kill -${signal} $$`); // programs have signals as ever
      expect(own.code).toBeGreaterThan(128);
    }
  }, options),
);

/** Starts what is left, by its name. */
const START = 'setsid sh -c "sleep 1000; :" $1 > /dev/null 2>&1 &';

test.for(CASES)(
  "a sandbox ends with what keeps its disk, nothing is left and stored files stay: $threads threads",
  (options) =>
    inPlace(async ({ make }) => {
      const volume = Volume.fromName("kept", { createIfMissing: true });
      const sandbox = await make({ volumes: { "/data": volume } });
      const name = `left-${process.pid}`; // as no other is called
      const start = `echo one > /data/one; ${START}`;
      expect((await outcome(sandbox, "sh", "-c", start, "x", name)).code).toBe(0);
      while (!isRunning(name)) await immediate();
      const end = await sandbox.exec("sh", "-c", `${END_KEEPER}; sleep 300`);
      expect([await end.wait(), await sandbox.wait()]).toEqual([137, 137]);
      while (isRunning(name)) await immediate(); // what was killed takes a moment to end
      const next = await make({ volumes: { "/data": volume } });
      expect((await outcome(next, "cat", "/data/one")).stdout).toBe("one\n");
    }, options),
);
