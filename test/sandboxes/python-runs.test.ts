import { expect, test } from "vitest";
import type { Sandbox } from "modal-emulator";
import { inPlace, outcome, type Place } from "./with-sandbox.js";
import { LONG, printed } from "./run-python.js";

const TESTS = String.raw`
import unittest
from calc import mean

class TestMean(unittest.TestCase):
    def test_some(self):
        self.assertEqual(mean([1, 2, 3]), 2)

    def test_none(self):
        self.assertEqual(mean([]), 0)
`;

/** Whoever writes code, runs its tests, reads what fails, and mends it: all at one moment of virtual time. */
async function mend(sandbox: Sandbox): Promise<{ code: number; told: string }[]> {
  const versions = ["return sum(xs) / len(xs)", "return 0 and sum(xs) / len(xs)", "return sum(xs) / max(len(xs), 1)"];
  await sandbox.filesystem.writeText(TESTS, "/root/test_calc.py");
  const runs: { code: number; told: string }[] = [];
  for (const version of versions) {
    await sandbox.filesystem.writeText(`def mean(xs):\n    ${version}\n`, "/root/calc.py");
    const { stderr, code } = await outcome(sandbox, "python3", "-m", "unittest", "-v");
    runs.push({
      code,
      told: stderr
        .split("\n")
        .filter((line) => /^(test_|\w*Error|FAILED|OK|Ran)/.test(line))
        .join("\n"),
    });
  }
  return runs;
}

test.for([0, 1, 2])("an agent mends its code until its tests pass: %i threads", (threads) =>
  inPlace(
    async ({ make }) => {
      expect(await mend(await make({ workdir: "/root" }))).toEqual([
        {
          code: 1,
          told: [
            "test_none (test_calc.TestMean.test_none) ... ERROR",
            "test_some (test_calc.TestMean.test_some) ... ok",
            "ZeroDivisionError: division by zero",
            "Ran 2 tests in 0.000s",
            "FAILED (errors=1)",
          ].join("\n"),
        },
        {
          code: 1,
          told: [
            "test_none (test_calc.TestMean.test_none) ... ok",
            "test_some (test_calc.TestMean.test_some) ... FAIL",
            "AssertionError: 0 != 2",
            "Ran 2 tests in 0.000s",
            "FAILED (failures=1)",
          ].join("\n"),
        },
        {
          code: 0,
          told: [
            "test_none (test_calc.TestMean.test_none) ... ok",
            "test_some (test_calc.TestMean.test_some) ... ok",
            "Ran 2 tests in 0.000s",
            "OK",
          ].join("\n"),
        },
      ]);
    },
    { threads },
  ),
);

const CHANCE = String.raw`
import os, random, secrets, sys, time, uuid
print(random.random(), os.urandom(4), secrets.token_hex(4), uuid.uuid4(), hash("x"), {"a", "b", "c", "d"}, flush=True)
time.sleep(random.random())
print(sys.argv[1], time.time())
`;

/** What two programs in each of two sandboxes print, with the times at which they end. */
async function story({ make, world }: Place): Promise<unknown[]> {
  const sandboxes = await Promise.all([make({ workdir: "/root" }), make({ workdir: "/root" })]);
  return Promise.all(
    sandboxes.map(async (sandbox) => {
      await sandbox.filesystem.writeText(CHANCE, "/root/chance.py");
      const told = await outcome(sandbox, "sh", "-c", "python3 chance.py 1 & python3 chance.py 2 & wait");
      return [told, world.clock.now()];
    }),
  );
}

test("all chance is the world's, on any number of threads", async () => {
  const stories: unknown[][] = [];
  for (const threads of [0, 1, 2, 4])
    await inPlace(async (place) => void stories.push(await story(place)), { threads, seed: 7 });
  const [first, ...others] = stories;
  for (const other of others) expect(other).toEqual(first);
  expect(JSON.stringify(first).match(/0\.\d+ b/g)?.length).toBe(4);
  expect(new Set(JSON.stringify(first).match(/0\.\d+ b/g)).size).toBe(4);
  await inPlace(async (place) => expect(await story(place)).not.toEqual(first), { seed: 8 });
});

test("output comes as it is written, and input as it is given", () =>
  inPlace(async ({ make, world }) => {
    const sandbox = await make(LONG);
    const program = String.raw`
import time
for number in range(3):
    print(number, flush=True)
    time.sleep(10)
print("hello", input("name? "), input())
`;
    const began = world.clock.now();
    const process = await sandbox.exec(["python3", "-c", program]);
    const seen: [number, string][] = [];
    const writing = (async () => {
      for await (const text of process.stdout) {
        seen.push([world.clock.now() - began, text]);
        if (!text.includes("name")) continue;
        await process.stdin.writeText("one\n");
        await world.clock.advance(5_000);
        await process.stdin.writeText("two\n");
      }
    })();
    await writing;
    expect(await process.wait()).toBe(0);
    expect(seen).toEqual([
      [0, "0\n"],
      [10_000, "1\n"],
      [20_000, "2\n"],
      [30_000, "name? "],
      [35_000, "hello one two\n"],
    ]);
  }));

const INTERRUPTED =
  "import time\ntry:\n    time.sleep(99)\nexcept KeyboardInterrupt:\n    print('stopped', time.time())";
const HANDLED = `
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("bye", flush=True), sys.exit(3)))
time.sleep(99)`;

test("signals and time limits end it", () =>
  inPlace(async ({ make, world }) => {
    const sandbox = await make(LONG);
    const endless = await sandbox.exec(["python3", "-c", "while True: pass"], { timeoutMs: 3_000 });
    const began = world.clock.now();
    expect(await endless.wait()).toBe(-1);
    expect(world.clock.now() - began).toBe(3_000);
    const run = (signal: string, program: string): ReturnType<typeof outcome> =>
      outcome(sandbox, "timeout", "--preserve-status", "-s", signal, "5", "python3", "-c", program);
    expect(await run("INT", INTERRUPTED)).toEqual({ stdout: "stopped 1767225608.0\n", stderr: "", code: 0 });
    expect(await run("INT", "input()")).toMatchObject({
      stderr: expect.stringContaining("KeyboardInterrupt"),
      code: 130,
    });
    expect(await run("TERM", HANDLED)).toEqual({ stdout: "bye\n", stderr: "", code: 3 });
    expect(await run("TERM", "import time; time.sleep(99)")).toMatchObject({ stdout: "", code: 143 });
  }));

const PROCESSES = String.raw`
import os, subprocess, sys
print(subprocess.run(["echo", "hi"], capture_output=True, text=True))
print(subprocess.run("cat; echo err >&2; exit 4", shell=True, input="abc", text=True, capture_output=True))
print(subprocess.check_output([sys.executable, "-c", "import sys; print(sys.argv)", "x"], env={"A": "1"}, cwd="/tmp"))
for name in ("none", "/etc/passwd"):
    try: subprocess.run([name])
    except OSError as error: print(type(error).__name__, error.filename)
print(os.waitstatus_to_exitcode(os.system("echo to the shell; exit 3")))
child = subprocess.Popen(["sleep", "100"])
try: child.wait(timeout=5)
except subprocess.TimeoutExpired as error: print(error)
child.terminate(); print(child.wait(), child.poll())
with subprocess.Popen(["sort"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sort:
    print(sort.communicate("b\na\n"))
with open("out", "w") as out: subprocess.run(["echo", "into a file"], stdout=out)
print(open("out").read(), end="")
`;

test("it starts processes of the machine", () =>
  inPlace(async ({ make }) => {
    expect((await printed(await make(LONG), PROCESSES)).split("\n")).toEqual([
      "CompletedProcess(args=['echo', 'hi'], returncode=0, stdout='hi\\n', stderr='')",
      "CompletedProcess(args='cat; echo err >&2; exit 4', returncode=4, stdout='abc', stderr='err\\n')",
      "b\"['-c', 'x']\\n\"",
      "FileNotFoundError none",
      "PermissionError /etc/passwd",
      "to the shell",
      "3",
      "Command '['sleep', '100']' timed out after 5 seconds",
      "-15 -15",
      "('a\\nb\\n', None)",
      "into a file",
      "",
    ]);
  }));

test("nothing of it is left when its sandbox or its world ends", () =>
  inPlace(async ({ make, world }) => {
    const sandbox = await make(LONG);
    const process = await sandbox.exec(["python3", "-c", "import time; print(1, flush=True); time.sleep(9999)"]);
    const [first] = await Array.fromAsync(process.stdout, async (text) => {
      await sandbox.terminate();
      return text;
    });
    expect(first).toBe("1\n");
    const other = await make(LONG);
    const left = await other.exec(["python3", "-c", "print(2, flush=True); input()"]);
    for await (const text of left.stdout) {
      expect(text).toBe("2\n");
      break;
    }
    expect(world.clock.now()).toBeGreaterThan(0);
  }));
