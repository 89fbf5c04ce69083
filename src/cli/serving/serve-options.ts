import { OptionError, parseOptions } from "../options/parse-options.js";
import { formatOptions } from "../options/format-options.js";
import type { OptionSpec } from "../options/option-spec.js";
import { UsageError } from "../endings/usage-error.js";

/** What stands before the reference of `serve`. */
export interface ServeOptions {
  readonly port: number;
  readonly threads: number | undefined;
  readonly environment: string | undefined;
  readonly secrets: readonly string[];
  readonly setup: string | undefined;
  readonly isOffline: boolean;
  readonly isVirtual: boolean;
  readonly isQuiet: boolean;
  readonly hasTimestamps: boolean;
}

/** The words after `serve`, taken apart. */
export type ServeCommand =
  | { readonly kind: "help" }
  | { readonly kind: "serve"; readonly options: ServeOptions; readonly reference: string };

const DEFAULT_PORT = 8000;
const optional = { isRequired: false } as const;

const SPECS: readonly OptionSpec[] = [
  {
    ...optional,
    name: "port",
    short: "p",
    type: "integer",
    placeholder: "N",
    description: "Port of 127.0.0.1 for all web functions; 0 for any that is free.",
    defaultText: String(DEFAULT_PORT),
  },
  {
    ...optional,
    name: "env",
    short: "e",
    type: "string",
    placeholder: "NAME",
    description: "Environment that names are looked up in.",
    defaultText: "main",
  },
  {
    ...optional,
    name: "secret",
    type: "string",
    placeholder: "NAME=…",
    isRepeated: true,
    description: "A stored secret: name=KEY=VALUE, or name=FILE with a dotenv file. May be given several times.",
  },
  {
    ...optional,
    name: "setup",
    type: "string",
    placeholder: "FILE",
    description: "Call this file's default export with the world before the app runs.",
  },
  { ...optional, name: "offline", type: "flag", description: "Refuse `fetch` of containers to other servers." },
  {
    ...optional,
    name: "threads",
    type: "integer",
    placeholder: "N",
    description: "Worker threads for containers, 0 to 64.",
    defaultText: "number of cores",
  },
  {
    ...optional,
    name: "virtual",
    type: "flag",
    description: "A virtual clock: time passes while a request waits, and stands still otherwise.",
  },
  { ...optional, name: "quiet", short: "q", type: "flag", description: "No line for each request; logs stay." },
  { ...optional, name: "timestamps", type: "flag", description: "Time before each line of the logs." },
];

export const SERVE_USAGE = "Usage: modal-emulator serve [options] <file.ts | file.ts::app>";

/** @throws UsageError for an unknown option, an ill-typed value, and anything but one reference */
export function parseServeCommand(words: readonly string[]): ServeCommand {
  const help: OptionSpec = { ...optional, name: "help", short: "h", type: "flag" };
  try {
    const { values, rest } = parseOptions([...SPECS, help], words);
    if (values["help"] === true) return { kind: "help" };
    const [reference, ...more] = rest;
    if (reference === undefined) throw new UsageError("There is nothing to serve: name a file.", SERVE_USAGE);
    if (more.length > 0)
      throw new UsageError(`serve takes one file; options come before it. Too much: ${more.join(" ")}`, SERVE_USAGE);
    return { kind: "serve", options: toOptions(values), reference };
  } catch (error) {
    throw error instanceof OptionError ? new UsageError(error.message, SERVE_USAGE) : error;
  }
}

export function serveHelp(): string {
  return `${SERVE_USAGE}

Runs an app in a world of its own, with its web functions on a port of this machine and its schedules on real time.
When the file changes, or one that it imports, the app is run anew; what is stored stays. Ctrl-C ends it.

Options:
${formatOptions(SPECS)}`;
}

function toOptions(values: Readonly<Record<string, unknown>>): ServeOptions {
  const text = (name: string): string | undefined => (typeof values[name] === "string" ? values[name] : undefined);
  const whole = (name: string): number | undefined => (typeof values[name] === "number" ? values[name] : undefined);
  const port = whole("port") ?? DEFAULT_PORT;
  if (port < 0 || port > 65_535) throw new OptionError(`Invalid value for --port: ${port} is not from 0 to 65535.`);
  return {
    port,
    threads: whole("threads"),
    environment: text("env"),
    secrets: (values["secret"] as string[] | undefined) ?? [],
    setup: text("setup"),
    isOffline: values["offline"] === true,
    isVirtual: values["virtual"] === true,
    isQuiet: values["quiet"] === true,
    hasTimestamps: values["timestamps"] === true,
  };
}
