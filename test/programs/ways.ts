import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { basename, join } from "node:path";
import type { Scenario } from "./scenario.ts";

/** How programs find the disk of their container. */
export type Way = "namespace" | "translate";

/** As whom a suite runs: this user, or another one who is not root. */
export type Who = "this user" | "nobody";

const NOBODY = 65_534;
const SCRIPT = join(import.meta.dirname, "as-nobody.ts");

function can(uid: number | undefined, ...[file, args]: [string, string[]]): boolean {
  return spawnSync(file, args, { uid, gid: uid }).status === 0;
}

function makesNamespaces(uid?: number): boolean {
  const ways = [["-m"], ["-U", "-r", "-m"]];
  return ways.some((how) => can(uid, "unshare", [...how, "mount", "-t", "tmpfs", "tried", "/dev/shm"]));
}

const isRoot = process.getuid?.() === 0;
const hasNobody = isRoot && can(NOBODY, process.execPath, [SCRIPT, "--try"]);

/** What this machine has of each. */
export const WAYS: Readonly<Record<Who, readonly Way[]>> = {
  "this user": makesNamespaces() ? ["namespace", "translate"] : ["translate"],
  nobody: !hasNobody ? [] : makesNamespaces(NOBODY) ? ["namespace", "translate"] : ["translate"],
};

export const THREADS = [0, 1, 2] as const;

/** All of them for this user, with each number of threads. */
export const CASES = WAYS["this user"].flatMap((way) => THREADS.map((threads) => [way, threads] as const));

/** What scenarios come to for somebody who is not root. @returns by name */
export function resultsOfNobody(way: Way, threads: number): Record<string, unknown> {
  using folder = fs.mkdtempDisposableSync("/tmp/modal-emulator-nobody-"); // in no folder that is somebody's
  const home = folder.path;
  const cwd = join(home, basename(process.cwd()));
  fs.mkdirSync(cwd);
  for (const each of [home, cwd]) fs.chownSync(each, NOBODY, NOBODY);
  const { stdout, stderr, status } = spawnSync(process.execPath, [SCRIPT, way, String(threads)], {
    uid: NOBODY,
    gid: NOBODY,
    cwd,
    env: { ...process.env, PATH: "/usr/local/bin:/usr/bin:/bin", HOME: home, TMPDIR: home, TEMP: home, TMP: home },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${SCRIPT} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Those that hold for a way. */
export function holdsFor({ only, ofNobody }: Scenario, way: Way, who: Who): boolean {
  return (only === undefined || only === way) && (!ofNobody || who === "nobody");
}
