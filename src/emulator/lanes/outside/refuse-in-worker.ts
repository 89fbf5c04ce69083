import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { nodeBinding } from "../mounts/node-binding.js";
import { builtInModule } from "./built-in-module.js";
import { checkedFunction } from "./checked-function.js";
import { refuseText } from "./refused-text.js";
import { replaceMember } from "./replace-member.js";
import { ADVICE } from "./worker-mounts.js";

type Find = () => ContainerMounts | undefined;

/** What uses files beside `node:fs`, and in a `Worker` knows nothing of the disk of its container. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "node:child_process": ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"],
  "node:sqlite": ["DatabaseSync", "backup"],
};

/** Linux has names for sockets that are no files. */
const ABSTRACT = "\0";

/** Refuses it, where the container has a disk of its own; elsewhere, if it is told of a mount. */
export function refuseInWorker(find: Find): void {
  for (const [name, members] of Object.entries(REFUSED))
    for (const member of members) {
      const what = `${name.slice("node:".length)}.${member}`;
      replaceMember(builtInModule(name) ?? {}, member, (real) =>
        checkedFunction(real, (args) => {
          const mounts = find();
          if (mounts?.paths.layer && args[0] !== ":memory:") throw ofMachine(what);
          for (const arg of mounts ? args.flat() : [])
            if (mounts && typeof arg === "string") refuseText(mounts, what, arg);
        }),
      );
    }
  refuseSockets(find);
}

/** Servers on a path make a file. */
function refuseSockets(find: Find): void {
  const { Pipe } = nodeBinding("pipe_wrap") as { readonly Pipe?: { readonly prototype: object } };
  const route = (name: string, at: number, check: (mounts: ContainerMounts, path: string) => void): void => {
    replaceMember(Pipe?.prototype ?? {}, name, (real) =>
      checkedFunction(real, ({ [at]: path }) => {
        const mounts = find();
        if (mounts && typeof path === "string" && !path.startsWith(ABSTRACT)) check(mounts, path);
      }),
    );
  };
  route("connect", 1, (mounts, path) => refuseText(mounts, "A socket", path));
  route("bind", 0, (mounts, path) => {
    if (mounts.paths.layer) throw ofMachine(`A server that listens on ${path}`);
    refuseText(mounts, "A server", path);
  });
}

function ofMachine(what: string): UnimplementedError {
  return new UnimplementedError(`${what} would use this machine's own disk. ${ADVICE}, or use this there.`);
}
