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

/** Real programs take what time they need: the clock goes on once they are there. */
const LIMIT_MS = 60_000;

async function isRunning(sandbox: Sandbox, program: string): Promise<boolean> {
  return (await outcome(sandbox, "pgrep", "-fx", program)).code === 0;
}

/** Says so, once a program runs. */
const saying = (program: string): string =>
  `(until pgrep -fx '${program}' > /dev/null; do sleep 0.05; done; echo runs) &`;

/** Ends once a program does not run any more. */
const gone = (program: string): string => `while pgrep -fx '${program}' > /dev/null; do sleep 0.05; done`;

test.for(CASES)("its time limit ends a command with its process group: $runtime, $how", ({ runtime, ...given }) =>
  inPlace(
    async ({ world, make }) => {
      const { isOver, program, script } = given;
      const sandbox = await make();
      const line = `${saying(program)} ${script}\nsleep infinity`;
      const command = await sandbox.exec("bash", "-c", line, { timeoutMs: LIMIT_MS });
      for await (const chunk of command.stdout) {
        expect(chunk).toBe("runs\n");
        break;
      }
      await world.clock.advance(LIMIT_MS);
      expect(await command.wait()).toBe(-1);
      if (isOver) await outcome(sandbox, "bash", "-c", gone(program)); // a real one dies after its signal, not with it
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
        const command = await sandbox.exec("bash", "-c", script, { timeoutMs: LIMIT_MS });
        expect(await command.wait()).toBe(0);
        const { stdout } = await outcome(sandbox, "bash", "-c", `${saying(program)} wait`);
        expect(stdout).toBe("runs\n");
        await world.clock.advance(LIMIT_MS);
        expect(await isRunning(sandbox, program)).toBe(true);
        await sandbox.terminate();
      },
      { sandboxes: runtime },
    ),
);
