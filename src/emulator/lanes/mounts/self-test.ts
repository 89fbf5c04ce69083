import fs from "node:fs";
import { InternalError } from "../../../contract/errors.js";
import { withoutSession } from "../../../api/session/session.js";
import type { ContainerMounts } from "./container-mounts.js";

/** A name that nobody else has. */
const SENTINEL = ".modal-emulator-self-test";

/** What code is going to write with: `node:fs` as user code imports it, or as packages do. */
export interface PublicFs {
  readonly name: string;
  readonly fs: Pick<typeof fs, "writeFileSync">;
  readonly promises: Pick<typeof fs.promises, "writeFile">;
}

/**
 * Writes a file into each mount by what code of the user's is going to use, before any of it runs, and looks where the
 * file is: a gap in the routing would write to the disk of whoever runs the app. On the container's own disk, of which
 * nothing is made yet, the calls only have to come there. Leaves nothing behind and counts as no change.
 * @throws InternalError which names the mount
 */
export async function selfTest(mounts: ContainerMounts, ways: readonly PublicFs[]): Promise<void> {
  for (const { path } of mounts.specs) for (const way of ways) await tryOut(mounts, { path, isMount: true }, way);
  if (mounts.paths.layer) for (const way of ways) await tryOut(mounts, { path: "", isMount: false }, way);
}

async function tryOut(
  mounts: ContainerMounts,
  place: Place,
  { name, fs: { writeFileSync }, promises }: PublicFs,
): Promise<void> {
  await check(mounts, place, `${name}, writeFileSync`, (file) => writeFileSync(file, SENTINEL));
  await check(mounts, place, `${name}, promises.writeFile`, (file) => promises.writeFile(file, SENTINEL));
}

interface Place {
  readonly path: string;
  readonly isMount: boolean;
}

async function check(
  mounts: ContainerMounts,
  { path, isMount }: Place,
  way: string,
  write: (file: string) => unknown,
): Promise<void> {
  const file = `${path}/${SENTINEL}`;
  let failure: unknown;
  let isCaught = false;
  let written: unknown;
  const writeIt = (): void => {
    written = write(file); // what is mounted writes at once
  };
  try {
    if (isMount) mounts.quietly(writeIt);
    else isCaught = mounts.catches(writeIt);
    await written;
  } catch (error) {
    failure = error;
  }
  const isThere = isMount ? mounts.tree.peek(file) !== undefined : isCaught;
  const isOnHost = withoutSession(() => fs.existsSync(file));
  if (isMount) mounts.quietly(() => mounts.tree.drop(file));
  if (isThere && !isOnHost) return;
  if (isOnHost) withoutSession(() => fs.rmSync(file));
  throw new InternalError(
    `${isMount ? `The mount ${path}` : "The container's own disk"} is not safe: a file written to it (${way}) ${isOnHost ? "came out on the host's own disk" : "did not arrive"}. No code was run.`,
    { cause: failure },
  );
}
