// docs/decisions/programs-in-a-namespace.md: each program runs once, and its end is told once, whatever is killed and when
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { killGroup } from "../../src/emulator/lanes/sandboxes/kill-group.js";
import { ProgramStarter } from "../../src/emulator/lanes/programs/program-starter.js";
import { STARTER_SCRIPT } from "../../src/emulator/lanes/programs/starter-script.js";

/** Lines of the script before which a program is held up, and what waits for it there. */
const MOMENTS = [
  { moment: "before it is there", line: "my $pid = fork;", waiting: "$$" },
  { moment: "before it begins", line: 'report("started", $id, $$);', waiting: "getppid" },
  { moment: "while it runs", line: "waitpid $pid, 0;", waiting: "$$" },
];

/** A starter, and a place for its socket in which each program leaves a line as it runs. */
function starterOf(script: string): { folder: string; starter: ProgramStarter; running: ChildProcess } {
  const folder = mkdtempSync(join(tmpdir(), "starter-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const running = spawn("/usr/bin/perl", ["-e", script, "socket"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
  const starter = new ProgramStarter(join(folder, "socket"), () => running);
  onTestFinished(() => starter.close());
  return { folder, starter, running };
}

/** Starts a program that ends with its input. */
function start(starter: ProgramStarter, folder: string): { told: string[]; begun: Promise<void>; end: Promise<void> } {
  const told: string[] = [];
  const begun = Promise.withResolvers<void>();
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const args = ["sh", "-c", "echo ran >> ran; read -r line; exit 3"];
  starter.start(
    { file: "/bin/sh", args, cwd: folder },
    {
      started: (_, [stdin]) => {
        begun.resolve(void told.push("started"));
        if (existsSync(join(folder, "ends"))) stdin.end();
      },
      ended: (code) => resolve(void told.push(`ended ${code}`)),
      failed: (_, pid) => {
        if (pid !== undefined) killGroup(pid);
        resolve(void told.push(pid === undefined ? "never starts" : "killed"));
      },
    },
  );
  return { told, begun: begun.promise, end };
}

/** What is told of a program at last, and how often it may have run. */
const OUTCOMES: Record<string, (moment: string) => [last: string, runs: readonly number[]]> = {
  nothing: () => ["ended 3", [1]],
  "what starts it": () => ["killed", [0, 1]],
  "what waits for it": (moment) => (moment === "before it is there" ? ["never starts", [0]] : ["killed", [0, 1]]),
};

const CASES = MOMENTS.flatMap((moment) =>
  Object.entries(OUTCOMES).map(([killed, outcome]) => ({ ...moment, killed, outcome })),
);

test.for(CASES)("$moment, $killed is killed", async ({ moment, line, waiting, killed, outcome }) => {
  const hold = String.raw`syswrite STDOUT, "held 0 " . ${waiting} . "\n"; select undef, undef, undef, 0.01 until -e "go" || !(stat ".")[3]; `;
  const script = STARTER_SCRIPT.replace(line, () => hold + line);
  expect(script).not.toBe(STARTER_SCRIPT);
  const { folder, starter, running } = starterOf(script);
  if (killed === "nothing") writeFileSync(join(folder, "ends"), "");
  const waits = Promise.withResolvers<number>();
  let text = "";
  running.stdout?.on("data", (chunk: string) => {
    text += chunk;
    const pid = /held 0 (\d+)\n/.exec(text)?.[1];
    if (pid) waits.resolve(Number(pid));
  });
  const { told, begun, end } = start(starter, folder);
  const pid = await waits.promise;
  if (moment === "while it runs") await begun;
  if (killed === "what waits for it") process.kill(pid, "SIGKILL");
  if (killed === "what starts it") {
    running.kill("SIGKILL");
    await once(running, "exit");
  }
  writeFileSync(join(folder, "go"), "");
  await end;
  const [last, runs] = outcome(moment);
  expect(told.filter((each) => each !== "started")).toEqual([last]);
  const ran = existsSync(join(folder, "ran")) ? readFileSync(join(folder, "ran"), "utf8").split("\n").length - 1 : 0;
  expect(runs).toContain(ran);
});

test("what has not been read by what starts it never starts", async () => {
  const { folder, starter, running } = starterOf(`kill STOP => $$;${STARTER_SCRIPT}`);
  const { told, end } = start(starter, folder);
  running.kill("SIGKILL");
  await end;
  expect(told).toEqual(["never starts"]);
});
