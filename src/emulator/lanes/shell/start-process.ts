import type { Process, SpawnOptions } from "../processes/process.js";
import { errorCode, errorText } from "../processes/system-errors.js";
import type { Shell } from "./state/shell.js";
import { LineAbort, ShellExit } from "./values/control.js";

/** After so many seconds each, bash tries again to start what the machine has no room for. */
const RETRIES = [1, 2, 4, 8];

/** Where too many processes run, bash tries again for a while, then ends with this. */
const NOT_STARTED = 254;

/** Starts a process of a shell, at once if the machine has room for it. */
export function startProcess(shell: Shell, options: SpawnOptions): Process | Promise<Process> {
  try {
    return shell.process.spawn(options);
  } catch (error) {
    if (errorCode(error) !== "EAGAIN") throw error;
    return startLater(shell, options);
  }
}

async function startLater(shell: Shell, options: SpawnOptions): Promise<Process> {
  const problem = errorText({ code: "EAGAIN" });
  for (const seconds of RETRIES) {
    await shell.write(2, `${shell.name}: fork: retry: ${problem}\n`);
    await shell.process.sleep(seconds * 1000);
    try {
      return shell.process.spawn(options);
    } catch (error) {
      if (errorCode(error) !== "EAGAIN") throw error;
    }
  }
  if (shell.interactive) throw new LineAbort(`fork: ${problem}`, { code: NOT_STARTED });
  await shell.write(2, `${shell.name}: fork: ${problem}\n`);
  throw new ShellExit(NOT_STARTED);
}
