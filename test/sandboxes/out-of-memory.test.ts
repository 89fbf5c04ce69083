// docs/sandboxes.md: out of memory
import { ConflictError } from "modal-emulator";
import { expect, test } from "vitest";
import { expectRejection } from "../support/expect-error.js";
import { inPlace } from "./with-sandbox.js";

const FULL = "the heap of its thread holds more than 64 MB (heapLimitMb)";

/** Scripts that hold more than the heap may. */
const HOARDERS = [
  ["a list that grows", "a=(); while :; do a+=('one more line of it'); done"],
  ["a text that doubles", "x=abcdefgh; for ((i = 0; i < 24; i++)); do x=$x$x; done; while :; do :; done"],
] as const;

test.for(HOARDERS)("a sandbox whose programs fill the heap has ended with 137: %s", { timeout: 30_000 }, ([, script]) =>
  inPlace(
    async ({ world, make }) => {
      const sandbox = await make();
      const other = await sandbox.exec("sleep", "infinity");
      const hoarder = await sandbox.exec("bash", "-c", script);
      expect([await hoarder.wait(), await other.wait()]).toEqual([137, 137]);
      expect([await sandbox.wait(), await sandbox.poll(), sandbox.returncode]).toEqual([137, 137, 137]);
      const [ended] = world.events.of("sandbox.ended");
      expect(ended).toMatchObject({ status: "FAILURE", code: 137 });
      expect(ended?.reason).toContain(FULL);
      await expectRejection(() => sandbox.exec("true"), ConflictError, FULL);
    },
    { threads: 1, heapLimitMb: 64 },
  ),
);

test("what was out of memory by a fault says so as well", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make();
    world.sandboxes.outOfMemory(sandbox);
    expect([await sandbox.wait(), await sandbox.poll()]).toEqual([137, 137]);
    await expectRejection(() => sandbox.exec("true"), ConflictError, "out of memory, by a fault");
  }));
