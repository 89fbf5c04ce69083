import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { refuseStrays } from "../../emulator/host/write-state.js";
import { ReportedError } from "../endings/reported-error.js";
import type { StatePlace } from "./state-place.js";

/** What a command that was broken off may leave without a lock. */
const OURS = [".gitignore", "holder.json", "state", "state.new"];

/** Makes the folder of a state. @throws ReportedError if it is a folder of others, or the disk refuses */
export async function prepareFolder(place: StatePlace): Promise<void> {
  const { folder } = place;
  try {
    await refuseForeign(place);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // values of secrets are in it in clear text
    await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } catch (error) {
    throw asReported(error, `The state folder ${folder} cannot be made`);
  }
}

/** A folder is ours once a lock or a state is in it. @throws ReportedError if others have files in it before */
async function refuseForeign({ folder, store, lock }: StatePlace): Promise<void> {
  if (!existsSync(folder) || existsSync(join(store, "manifest.json"))) return;
  const refuse = (why: string): ReportedError =>
    new ReportedError(`The folder ${folder} was refused, because ${why}. Nothing was changed.`);
  const names = await readdir(folder);
  const stray = names.find((name) => !OURS.includes(name));
  if (!names.includes(basename(lock)) && stray !== undefined)
    throw refuse(`it holds ${stray}, which is not part of a state: name one that is empty`);
  await refuseStrays(store, refuse);
}

/** What a disk says, in a sentence. Our own mistakes stay what they are. */
export function asReported(error: unknown, what: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ReportedError || code === undefined) return error;
  return new ReportedError(`${what}: ${message.replace(/, .*$/s, "")}. What was kept before is unchanged.`, {
    cause: error,
  });
}
