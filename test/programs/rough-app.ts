import child_process from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { app, volume } from "./app.ts";

const MOUNTED = { singleUseContainers: true, volumes: { "/data": volume } } as const;

const REMAKE =
  "for i in $(seq 200); do echo $i > /data/d/$i; echo $i > /data/d/own; rm -r /data/d; mkdir -p /data/d; done";

/** A program removes and makes what the container works on: all that is said of it is what the container did. */
export const racing = app.function(MOUNTED, async function racing() {
  fs.mkdirSync("/data/d");
  const program = child_process.spawn("sh", ["-c", REMAKE], { stdio: "ignore" });
  const ending = once(program, "exit");
  const said = new Set<string>();
  const steps = [
    () => fs.writeFileSync("/data/d/own", "container"),
    () => fs.readdirSync("/data/d"),
    () => fs.mkdirSync("/data/d/sub", { recursive: true }),
    () => fs.writeFileSync("/data/d/sub/x", "x"),
    () => fs.rmSync("/data/d/sub", { recursive: true, force: true }),
  ];
  while (program.exitCode === null) {
    for (const step of steps)
      try {
        step();
      } catch (error) {
        const { code, path = "" } = error as NodeJS.ErrnoException;
        if (code !== "ENOENT" || !path.startsWith("/data/")) said.add(String(error));
      }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ending;
  const own = fs.readdirSync("/data/d");
  const theirs = child_process.execSync("ls /data/d", { encoding: "utf8" }).split("\n").slice(0, -1);
  return [[...said], own.toString() === theirs.toString() || { own, theirs }];
});

/** Programs are signalled by their number, with those that they have started. */
export const signalled = app.function(MOUNTED, async function signalled() {
  const program = child_process.spawn("sh", ["-c", "sleep 60 & sleep 60"], { detached: true, stdio: "ignore" });
  const pid = program.pid ?? 0;
  const isSent = [process.kill(pid, 0), process.kill(-pid, "SIGKILL")];
  const ending = (await once(program, "exit")) as unknown[];
  try {
    process.kill(pid, 0);
  } catch (error) {
    return [isSent, ending, (error as NodeJS.ErrnoException).code];
  }
  return "still there";
});

/** Open files that have no name any more. */
export const nameless = app.function(MOUNTED, async function nameless() {
  const fd = fs.openSync("/data/nameless", "w+");
  fs.unlinkSync("/data/nameless");
  child_process.spawnSync("echo", ["text"], { stdio: ["ignore", fd, "ignore"] });
});
