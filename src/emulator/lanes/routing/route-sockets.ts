import { constants } from "node:os";
import { nodeBinding } from "../mounts/node-binding.js";
import type { LentFiles } from "../scratch/lent-files.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import type { RunningContainer } from "./running-container.js";

type Native = (this: unknown, ...args: unknown[]) => number;

/** Linux has names for sockets that are no files. */
const ABSTRACT = "\0";

/** Sockets that containers listen on at a path, and connect to, are files of their own disks. */
export function routeSockets(replace: ReplaceGlobal, currentContainer: () => RunningContainer | undefined): void {
  const { Pipe } = nodeBinding("pipe_wrap") as { readonly Pipe?: { readonly prototype: Record<string, Native> } };
  if (!Pipe) return;
  const route = (
    name: string,
    own: (files: LentFiles, path: string, real: (path: string) => number) => number,
    at: number,
  ): void => {
    const real = Pipe.prototype[name];
    if (!real) return;
    const routed = function (this: unknown, ...args: unknown[]): number {
      const files = currentContainer()?.lent;
      const path = args[at];
      if (!files || typeof path !== "string" || path.startsWith(ABSTRACT)) return Reflect.apply(real, this, args);
      return own(files, path, (given) => Reflect.apply(real, this, args.with(at, given)));
    };
    replace(Pipe.prototype, name, { value: routed });
  };
  route(
    "bind",
    (files, path, real) => {
      const own = files.resolve(path);
      if (own === undefined) return real(path);
      if (files.has(own)) return -constants.errno.EADDRINUSE;
      const error = real(files.lendSocket(own));
      if (error === 0) files.look(own);
      return error;
    },
    0,
  );
  route(
    "connect",
    (files, path, real) => {
      const own = files.resolve(path);
      return real(own === undefined ? path : files.lendSocket(own));
    },
    1,
  );
}
