import { constants } from "node:module";
import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { refuseText } from "./refused-text.js";

/**
 * What a call does that would use files beside `node:fs`, on behalf of a container with mounts or a disk of its own.
 *
 * @param what it is, such as `v8.writeHeapSnapshot`
 * @returns its answer; `undefined`: it does what it always does
 * @throws UnimplementedError
 */
export type Treatment = (mounts: ContainerMounts, args: readonly unknown[], what: string) => Answer | undefined;

export interface Answer {
  readonly answer: unknown;
}

/** By module and name. What is not here, and not looked after elsewhere, opens no files by itself. */
export const OUTSIDE_CALLS: Readonly<Record<string, Treatment>> = {
  "v8.writeHeapSnapshot": refused("write to"),
  "v8.takeCoverage": answering(() => undefined),
  "module.enableCompileCache": answering(() => ({
    status: constants.compileCacheStatus.DISABLED,
    message: "Disabled in containers with a disk of their own",
  })),
  "module.getCompileCacheDir": answering(() => undefined),
  "module.flushCompileCache": answering(() => undefined),
  "module.findPackageJSON": givenPaths,
  "module.register": refused("load code from"),
  "wasi.WASI": withPreopens,
};

function refused(does: string): Treatment {
  return (mounts, args, what) => {
    if (mounts.paths.layer)
      throw new UnimplementedError(
        `${what} would ${does} the host's own disk, and this container has one of its own (\`disk: "private"\`), which only \`node:fs\` sees.`,
      );
    return givenPaths(mounts, args, what);
  };
}

function answering(answer: () => unknown): Treatment {
  return ({ paths }) => (paths.layer ? { answer: answer() } : undefined);
}

function givenPaths(mounts: ContainerMounts, args: readonly unknown[], what: string): undefined {
  for (const arg of args) {
    const text = arg instanceof URL && arg.protocol === "file:" ? arg.pathname : arg;
    if (typeof text === "string") refuseText(mounts, what, text.replace(/^file:\/\//, ""));
  }
}

/** What a program of WASI may open, it may write to. */
function withPreopens(mounts: ContainerMounts, [options]: readonly unknown[], what: string): undefined {
  const given: unknown = typeof options === "object" && options !== null && Reflect.get(options, "preopens");
  if (typeof given !== "object" || given === null) return;
  for (const path of Object.values(given).map(String)) {
    if (mounts.paths.layer || mounts.paths.isAbove(path))
      throw new UnimplementedError(
        `${what} was given the preopen ${JSON.stringify(path)}, which would be the host's own: mounts, and the disk of this container, are in memory, and only \`node:fs\` sees them. Without preopens it works.`,
      );
    refuseText(mounts, what, path);
  }
}
