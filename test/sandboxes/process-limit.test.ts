import { expect, test } from "vitest";
import { inPlace, outcome } from "./with-sandbox.js";

/* A machine in memory has room for 4096 processes. */

const FULL = "Resource temporarily unavailable";

test.for([0, 1])("a fork bomb ends at its time limit, %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const sandbox = await make();
      const start = world.clock.now();
      const bomb = await sandbox.exec(":(){ :|:; };:", { timeoutMs: 1000 });
      expect(await bomb.stderr.readText()).toMatch(new RegExp(`^(sh: fork: retry: ${FULL}\n)+$`));
      expect([await bomb.wait(), world.clock.now() - start]).toEqual([-1, 1000]);
      expect(await outcome(sandbox, "echo", "alive")).toEqual({ stdout: "alive\n", stderr: "", code: 0 });
    },
    { threads },
  ),
);

test.for([0, 1])("a fork bomb in the background leaves its sandbox alive, %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const sandbox = await make();
      const start = world.clock.now();
      const bomb = await sandbox.exec(":(){ :|:& };:", { timeoutMs: 1000 });
      expect(await bomb.wait()).toBe(0); // it has left all to others
      await world.clock.advance(5000);
      expect([sandbox.returncode, world.clock.now() - start]).toEqual([null, 5000]);
      await sandbox.terminate({ wait: true });
    },
    { threads },
  ),
);

test("a shell tries again for a while, then gives up", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make();
    const start = world.clock.now();
    const script = "for ((i = 0; i < 4094; i++)); do sleep 100 & done; (echo never); echo never";
    const { stdout, stderr, code } = await outcome(sandbox, "bash", "-c", script);
    expect({ stdout, code }).toEqual({ stdout: "", code: 254 });
    expect(stderr).toBe(`bash: fork: retry: ${FULL}\n`.repeat(4) + `bash: fork: ${FULL}\n`);
    expect(world.clock.now() - start).toBe(15_000);
    const waiting = await outcome(sandbox, "bash", "-c", "sleep 1 | sleep 1; sleep 90; echo $(echo room) | cat");
    expect(waiting).toMatchObject({ code: 254 });
    await world.clock.advance(90_000);
    expect(await outcome(sandbox, "bash", "-c", "echo $(echo room) | cat")).toMatchObject({
      stdout: "room\n",
      code: 0,
    });
  }));

test("what waits for room goes on when there is some, and other programs fail", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const fill = "for ((i = 0; i < 4094; i++)); do sleep 5 & done;";
    expect(await outcome(sandbox, "bash", "-c", `${fill} echo room | cat; echo $(echo more)`)).toEqual({
      stdout: "room\nmore\n",
      stderr: `bash: fork: retry: ${FULL}\n`.repeat(3),
      code: 0,
    });
    const failing = `${fill} exec timeout 1 true`;
    expect(await outcome(sandbox, "bash", "-c", failing)).toEqual({
      stdout: "",
      stderr: `timeout: cannot fork: ${FULL}\n`,
      code: 125,
    });
    await sandbox.exec("sleep", "1");
    expect(await outcome(sandbox, "ls")).toEqual({ stdout: "", stderr: `exec: ls: ${FULL}\n`, code: 126 });
  }));

test("2000 processes are not too many", () =>
  inPlace(async ({ make }) => {
    const script = "for ((i = 0; i < 2000; i++)); do sleep 5 & done; wait; echo done";
    expect(await outcome(await make(), "bash", "-c", script)).toEqual({ stdout: "done\n", stderr: "", code: 0 });
  }));

test("Python is told when there is no room for what it starts", () =>
  inPlace(async ({ make }) => {
    const fill = "for ((i = 0; i < 4094; i++)); do sleep 5 & done;";
    const code =
      "import subprocess\ntry: subprocess.run(['true'])\nexcept BlockingIOError as error: print(error.strerror)";
    const { stdout, stderr } = await outcome(await make(), "bash", "-c", `${fill} exec python3 -c "${code}"`);
    expect({ stdout, stderr }).toEqual({ stdout: `${FULL}\n`, stderr: "" });
  }));
