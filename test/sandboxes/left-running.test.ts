// docs/sandboxes.md: what the end of a command leaves running
import type { Sandbox } from "modal-emulator";
import { expect, test } from "vitest";
import { inPlace, outcome, RUNTIMES } from "./with-sandbox.js";

/** Ways to start a program, and whether the time limit of the command that has started it ends it, too. */
const WAYS = [
  ["in the foreground", "PROGRAM", true],
  ["in the background", "PROGRAM &", true],
  ["in the background of a subshell", "(PROGRAM &)", true],
  ["with nohup", "nohup PROGRAM > /dev/null 2>&1 &", true],
  ["disowned", "PROGRAM & disown", true],
  ["in a pipe", "PROGRAM | cat &", true],
  ["with a signal ignored", "(trap '' TERM HUP INT; PROGRAM) &", true],
  ["with setsid", "setsid PROGRAM &", false],
  ["with setsid in a subshell", "(setsid PROGRAM &)", false],
  ["with setsid -f", "setsid -f PROGRAM", false],
  ["with timeout", "timeout 1000 PROGRAM &", false],
  ["as a job with job control", "set -m; PROGRAM &", false],
] as const;

const CASES = RUNTIMES.flatMap((runtime, first) =>
  WAYS.map(([how, script, isOver], second) => {
    const program = `sleep 9${first}${String(second).padStart(2, "0")}${process.pid}`; // as no other is called
    return { runtime, how, isOver, program, script: script.replace("PROGRAM", program) };
  }),
);

async function isRunning(sandbox: Sandbox, program: string): Promise<boolean> {
  return (await outcome(sandbox, "pgrep", "-fx", program)).code === 0;
}

test.for(CASES)("its time limit ends a command with its process group: $runtime, $how", ({ runtime, ...given }) =>
  inPlace(
    async ({ make }) => {
      const { isOver, program, script } = given;
      const sandbox = await make();
      const command = await sandbox.exec("bash", "-c", `${script}\nsleep infinity`, { timeoutMs: 1000 });
      expect(await command.wait()).toBe(-1);
      expect(await isRunning(sandbox, program)).toBe(!isOver);
      await sandbox.terminate();
    },
    { sandboxes: runtime },
  ),
);

test.for(CASES.filter(({ how }) => how !== "in the foreground"))(
  "what a command leaves running as it ends by itself has no time limit: $runtime, $how",
  ({ runtime, program, script }) =>
    inPlace(
      async ({ world, make }) => {
        const sandbox = await make();
        expect(await (await sandbox.exec("bash", "-c", script, { timeoutMs: 1000 })).wait()).toBe(0);
        await world.clock.advance(5000);
        await expect.poll(() => isRunning(sandbox, program)).toBe(true);
        await sandbox.terminate();
      },
      { sandboxes: runtime },
    ),
);
