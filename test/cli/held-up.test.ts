import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { app } from "../support/run-cli.js";

interface Interruption {
  readonly words: readonly string[];
  /** What says which file is to be made. */
  readonly begun?: (path: string) => readonly string[];
  /** As a terminal does: to the whole group of processes. */
  readonly isToGroup?: boolean;
  readonly times?: number;
}

/** Runs what makes a file when it has begun, and never comes back; presses Ctrl-C then. */
async function interrupt({
  words,
  begun: naming = (path) => ["--begun", path],
  isToGroup = false,
  times = 1,
}: Interruption) {
  const directory = await mkdtemp(join(tmpdir(), "held-up-"));
  try {
    const begun = watch(directory)[Symbol.asyncIterator]().next();
    const child = spawn(process.execPath, ["dist/cli/bin.js", ...words, ...naming(join(directory, "begun"))], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: isToGroup,
    });
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => (texts[stream] += text));
    const closed = once(child, "close");
    await begun;
    const pid = (child.pid ?? 0) * (isToGroup ? -1 : 1);
    for (let time = 0; time < times; time++) process.kill(pid, "SIGINT");
    const exit = (await closed) as unknown[];
    if (exit[1] === "SIGABRT") throw new Error(`It aborted: ${texts.stderr}`); // Node says where
    return { exit, ...texts };
  } finally {
    await rm(directory, { recursive: true });
  }
}

// Modal: docs/modal/command-line.md#what-runs. The watchdog would take a minute.
describe.each([0, 1])("Ctrl-C while code never waits ends a run (%i threads)", (threads) => {
  const run = (name: string, ...options: string[]): readonly string[] => [
    ...["run", "--disk", "host", "--threads", String(threads), ...options],
    app("held-up.ts", name),
  ];

  test.each([
    ["body", "body"],
    ["later", "later"],
    ["jobs", "jobs"],
    ["inTimer", "inTimer"],
    ["inTick", "inTick"],
    ["inCallback", "inCallback"],
    ["asleep", "asleep"],
    ["Started.run", "Started"],
  ])("in %s: with its logs, who was at work, and the summary", async (name, tag) => {
    const { exit, stdout, stderr } = await interrupt({ words: run(name) });
    expect({ exit, stdout }).toEqual({ exit: [130, null], stdout: "spinning\n" });
    // on a busy machine, with how far it has come
    const lines = stderr
      .replaceAll(/ta-\w+/g, "ta")
      .split("\n")
      .filter((line) => !/^\w+: \d+\/\d+ inputs?,/.test(line));
    expect(lines).toEqual([
      `\`${tag}\` in container ta was still at work.`,
      "Interrupted.",
      expect.stringMatching(/^✗ .*: 1 call, 1 container, 0 retries; .* of virtual time in/) as string,
      "",
    ]);
  });

  test("in a local entrypoint", async () => {
    const { exit, stdout, stderr } = await interrupt({ words: run("entrypoint") });
    expect({ exit, stdout }).toEqual({ exit: [130, null], stdout: "spinning\n" });
    expect(stderr).toMatch(/^Interrupted\.\n✗ entrypoint: 0 calls.*\n$/);
  });

  test("in a local entrypoint, and what is opened afterwards gets no descriptor of the standard streams", async () => {
    const { exit, stdout } = await interrupt({ words: run("opensLast") });
    expect(exit).toEqual([130, null]);
    expect(Number(/^spinning\ndescriptor (\d+)\n$/.exec(stdout)?.[1])).toBeGreaterThan(2);
  });

  test("in code of a module", async () => {
    const words = ["run", "--threads", String(threads), app("held-up-at-load.ts")];
    expect(await interrupt({ words })).toEqual({ exit: [130, null], stdout: "", stderr: "Interrupted.\n" });
  });

  test.each([
    ["body", "body"],
    ["inCallback", "inCallback"],
  ])("in %s, with --json: the logs are in the object", async (name) => {
    const { exit, stdout } = await interrupt({ words: run(name, "--json") });
    expect(exit).toEqual([130, null]);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { name: "Interrupted" },
      logs: [{ message: "spinning", source: "stdout" }],
    });
  });

  test.each(["body", "inTimer", "entrypoint"])("in %s, as a terminal sends it, and more than once", async (name) => {
    const { exit, stderr } = await interrupt({ words: run(name), isToGroup: true, times: 2 });
    expect(exit).toEqual([130, null]);
    expect(stderr).toContain("Interrupted.\n✗");
  });

  test("of a schedule that `simulate` runs: with what has come of it until then", async () => {
    const { exit, stdout, stderr } = await interrupt({
      words: ["simulate", "--no-state", "--disk", "host", "--threads", String(threads), app("held-up-nightly.ts")],
      begun: (path) => ["--secret", `begun=BEGUN=${path}`],
    });
    expect(exit).toEqual([130, null]);
    expect(stderr).toMatch(/Interrupted\.\n✗ simulate: 1 d 2 h of virtual time in/);
    expect(stdout).toContain("Fri 2026-01-02  02:00… spin\n");
  });
});
