import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { builtInModule } from "./built-in-module.js";
import { checkedFunction } from "./checked-function.js";
import { refuseText } from "./refused-text.js";
import { replaceMember } from "./replace-member.js";
import { ADVICE } from "./worker-mounts.js";

/** What uses files beside `node:fs`, and in a `Worker` knows nothing of the disk of its container. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "node:child_process": ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"],
  "node:sqlite": ["DatabaseSync", "backup"],
};

/** Refuses it, where the container has a disk of its own; elsewhere, if it is told of a mount. */
export function refuseInWorker(find: () => ContainerMounts | undefined): void {
  for (const [name, members] of Object.entries(REFUSED))
    for (const member of members) {
      const what = `${name.slice("node:".length)}.${member}`;
      replaceMember(builtInModule(name) ?? {}, member, (real) =>
        checkedFunction(real, (args) => {
          const mounts = find();
          if (mounts) refuse(mounts, what, args);
        }),
      );
    }
}

function refuse(mounts: ContainerMounts, what: string, args: readonly unknown[]): void {
  if (mounts.paths.layer && args[0] !== ":memory:")
    throw new UnimplementedError(`${what} would use this machine's own disk. ${ADVICE}, or use this there.`);
  for (const arg of args.flat()) if (typeof arg === "string") refuseText(mounts, what, arg);
}
