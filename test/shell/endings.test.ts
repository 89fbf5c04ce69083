import { describe, expect, test } from "vitest";
import { settle } from "../support/fake-machine.js";
import { runToEnd, shellMachine, WORK } from "./shell-machine.js";

describe("a shell that is killed", () => {
  test.each([
    ["while a program runs", "sleep 100; echo no"],
    ["in a busy loop", "while :; do :; done"],
    ["in a busy loop of arithmetic", "for ((;;)); do ((x++)); done"],
    ["in a loop that does nothing at all", "while ((1)); do continue; done"],
    ["while it reads", "read x"],
    ["while it waits for what it has started", "sleep 100 & wait"],
    ["in a substitution", "x=$(sleep 100)"],
  ])("%s, ends", async (_name, text) => {
    const fake = await shellMachine();
    const started = fake.start(["bash", "-c", text], WORK);
    await fake.pass(50);
    expect(started.process.status).toBe(undefined);
    started.process.kill("SIGKILL");
    await settle();
    expect(started.process.status).toEqual({ code: 137, signal: "SIGKILL" });
    expect(started.stdout.text).toBe("");
  });

  test("takes its programs with it if its group is killed", async () => {
    const fake = await shellMachine();
    const started = fake.start(["bash", "-c", "sleep 100 | cat; (sleep 50; echo no)"], WORK);
    await fake.pass(10);
    fake.machine.killGroup(started.process.group, "SIGTERM");
    await settle();
    expect(fake.machine.processes.size).toBe(0);
  });
});

test("a busy loop ends by a time limit", async () => {
  const fake = await shellMachine();
  const { code } = await runToEnd(fake, ["timeout", "1", "bash", "-c", "while :; do :; done"]);
  expect(code).toBe(124);
});

test("the only program of a script takes the shell's place, so that signals reach it", async () => {
  const fake = await shellMachine();
  const started = fake.start(["sh", "-c", "sleep 100"], WORK);
  await fake.pass(10);
  expect([...fake.machine.processes.values()].map(({ argv }) => argv)).toEqual([["sleep", "100"]]);
  started.process.kill("SIGTERM");
  await settle();
  expect(started.process.status?.signal).toBe("SIGTERM");
});

test("so does a program in the background: killing $! ends it", async () => {
  const fake = await shellMachine();
  const { stdout } = await runToEnd(fake, ["bash", "-c", "sleep 100 & sleep 1; kill $!; wait $!; echo $?"]);
  expect(stdout).toBe("143\n");
  expect(fake.machine.processes.size).toBe(0);
});

test.each([
  ["functions", "f() { f; }; f; echo no", "environment: line 1: f: maximum function nesting level exceeded (2000)\n"],
  ["eval", 'x=\'eval "$x"\'; eval "$x"; echo no', "bash: line 1: maximum nesting level exceeded (2000)\n"],
])("recursion of %s ends with an error", async (_name, text, stderr) => {
  const fake = await shellMachine();
  expect(await runToEnd(fake, ["bash", "-c", text])).toEqual({ stdout: "", stderr, code: 1 });
});

test("with job control, what runs in the background is a process group of its own", async () => {
  const fake = await shellMachine();
  const text = "sleep 9 & set -m; sleep 9 & sleep 9 | cat & sleep 1";
  const started = fake.start(["bash", "-c", text], WORK);
  await fake.pass(10);
  const groups = new Set([...fake.machine.processes.values()].map(({ group }) => group));
  expect(groups.size).toBe(4);
  expect(groups.has(started.process.group)).toBe(true);
});

test("pipelines that nobody reads end", async () => {
  const fake = await shellMachine();
  const { stdout } = await runToEnd(fake, ["bash", "-c", "yes | head -2; echo ${PIPESTATUS[@]}"]);
  expect(stdout).toBe("y\ny\n141 0\n");
});

test("what ends by a signal is told, but for those that are usual", async () => {
  const fake = await shellMachine();
  const { stderr } = await runToEnd(fake, ["bash", "-c", "sh -c 'kill -9 $$'; sh -c 'kill -INT $$'; :"]);
  expect(stderr).toMatch(/^bash: line 1: +\d+ Killed +sh -c kill -9 \$\$\n$/);
});
