import { existsSync } from "node:fs";
import { ReportedError } from "../endings/reported-error.js";
import type { CommandHost } from "./command-host.js";
import { confirm } from "./confirm.js";
import { refuseReset, resetState } from "./kept-state.js";
import { readHolder, StateLock } from "./state-lock.js";
import { statePlace } from "./state-place.js";

/** `state reset` */
export async function resetKept(
  { streams, around, directory }: CommandHost,
  { state, yes }: { state?: string; yes?: true },
): Promise<void> {
  const place = statePlace(directory, state ?? process.env["MODAL_EMULATOR_STATE"]);
  if (!existsSync(place.store) && !existsSync(place.lock))
    return void streams.stdout.write(`Nothing is kept in ${place.folder}.\n`);
  await refuseReset(place);
  if (!yes)
    await confirm(`Are you sure you want to delete all that is kept in ${place.folder}?`, streams, around.signal);
  await StateLock.renew(place);
  await using lock = await StateLock.take(place, { pid: process.pid, command: "state reset" });
  if (!lock) {
    const holder = await readHolder(place);
    throw new ReportedError(
      `The state in ${place.folder} is in use by ${holder ? `process ${holder.pid} (${holder.command})` : "another process"}: end it first.`,
    );
  }
  await resetState(place);
  streams.stdout.write(`Deleted what was kept in ${place.folder}.\n`);
}
