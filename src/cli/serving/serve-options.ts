import { UsageError } from "../endings/usage-error.js";
import {
  commandOptions,
  optional,
  shownSpecs,
  textOf,
  wholeOf,
  WORLD_SPECS,
  type CommandOptions,
  type OptionValues,
} from "../options/command-options.js";
import type { OptionSpec } from "../options/option-spec.js";

/** What stands before the reference of `serve`. */
export interface ServeOptions extends CommandOptions {
  readonly port: number;
  /** Of 127.0.0.1, for Modal's own clients. */
  readonly grpc: number | undefined;
  readonly sandboxes: string | undefined;
  readonly isVirtual: boolean;
}

const DEFAULT_PORT = 8000;

export const SERVE_SPECS: readonly OptionSpec[] = [
  {
    ...optional,
    name: "port",
    short: "p",
    type: "integer",
    placeholder: "N",
    description: "Port of 127.0.0.1 for all web functions; 0 for any that is free.",
    defaultText: `${DEFAULT_PORT}; with --grpc any that is free`,
  },
  {
    ...optional,
    name: "grpc",
    type: "integer",
    placeholder: "N",
    description:
      "Deploy the app, and let Modal's own clients in at this port of 127.0.0.1; 0 for any that is free. Needs the package `modal`.",
  },
  ...WORLD_SPECS,
  {
    ...optional,
    name: "sandboxes",
    type: "string",
    placeholder: "KIND",
    description:
      "What runs the programs of sandboxes: processes in memory (memory), or real ones of this machine (process).",
    defaultText: "memory",
  },
  {
    ...optional,
    name: "virtual",
    type: "flag",
    description: "A virtual clock: time passes while a request waits, and stands still otherwise.",
  },
  ...shownSpecs("No line for each request; logs stay.", "Time before each line of the logs."),
];

export const SERVE_USAGE = "Usage: modal-emulator serve [options] <file.ts | file.ts::app>";

/** @param values of {@link SERVE_SPECS} @throws UsageError for a port out of range */
export function serveOptions(values: OptionValues): ServeOptions {
  const grpc = portOf(values, "grpc");
  return {
    ...commandOptions(values),
    port: portOf(values, "port") ?? (grpc === undefined ? DEFAULT_PORT : 0),
    grpc,
    sandboxes: textOf(values, "sandboxes"),
    isVirtual: values["virtual"] === true,
  };
}

function portOf(values: OptionValues, name: string): number | undefined {
  const port = wholeOf(values, name);
  if (port !== undefined && (port < 0 || port > 65_535))
    throw new UsageError(`Invalid value for --${name}: ${port} is not from 0 to 65535.`, SERVE_USAGE);
  return port;
}
