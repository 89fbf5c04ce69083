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
 * file is: a gap in the routing would write to the disk of whoever runs the app. Leaves nothing behind and counts as no
 * change.
 * @throws InternalError which names the mount
 */
export async function selfTest(mounts: ContainerMounts, ways: readonly PublicFs[]): Promise<void> {
  for (const path of [...mounts.specs.map((spec) => spec.path), ...(mounts.paths.layer ? [""] : [])]) {
    for (const way of ways) {
      await check(mounts, path, `${way.name}, writeFileSync`, (file) => way.fs.writeFileSync(file, SENTINEL));
      await check(mounts, path, `${way.name}, promises.writeFile`, (file) => way.promises.writeFile(file, SENTINEL));
    }
  }
}

async function check(
  mounts: ContainerMounts,
  mount: string,
  way: string,
  write: (file: string) => unknown,
): Promise<void> {
  const file = `${mount}/${SENTINEL}`;
  let failure: unknown;
  try {
    await mounts.quietly(() => write(file)); // what is mounted writes at once
  } catch (error) {
    failure = error;
  }
  const isInMount = mounts.tree.peek(file) !== undefined;
  const isOnHost = withoutSession(() => fs.existsSync(file));
  mounts.quietly(() => mounts.tree.drop(file));
  if (isInMount && !isOnHost) return;
  if (isOnHost) withoutSession(() => fs.rmSync(file));
  throw new InternalError(
    `${mount === "" ? "The container's own disk" : `The mount ${mount}`} is not safe: a file written to it (${way}) ${isOnHost ? "came out on the host's own disk" : "did not arrive"}. No code was run.`,
    { cause: failure },
  );
}
