import fs from "node:fs";
import { parseEnv } from "node:util";
import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { replaceMember } from "./replace-member.js";
import { ADVICE } from "./worker-mounts.js";

/** Those that have Node write a report by itself. */
const TRIGGERS = ["reportOnFatalError", "reportOnSignal", "reportOnUncaughtException"];

/** Has functions of `process` find the disk of the container, in its `Worker`. */
export function routeWorkerProcess(find: () => ContainerMounts | undefined): void {
  const { cwd, report } = process;
  process.cwd = () => find()?.paths.directory ?? Reflect.apply(cwd, process, []);
  process.loadEnvFile = (path: string | URL | Buffer = ".env") => {
    for (const [name, value] of Object.entries(parseEnv(fs.readFileSync(path, "utf8")))) process.env[name] ??= value;
  };
  replaceMember(report, "writeReport", (real) => {
    return function writeReport(...args: unknown[]): unknown {
      if (find()?.paths.layer) throw refused("writeReport");
      return Reflect.apply(real as () => unknown, report, args);
    };
  });
  for (const name of TRIGGERS) {
    const { get, set } = Object.getOwnPropertyDescriptor(report, name) ?? {};
    if (get && set)
      Object.defineProperty(report, name, {
        ...{ get, enumerable: true, configurable: true },
        set: (value: unknown) => {
          if (value === true && find()?.paths.layer) throw refused(name);
          Reflect.apply(set, report, [value]);
        },
      });
  }
}

function refused(name: string): UnimplementedError {
  return new UnimplementedError(
    `process.report.${name} would write on this machine's own disk; getReport() writes nothing. ${ADVICE}.`,
  );
}
