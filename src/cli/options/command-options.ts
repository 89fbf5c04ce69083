import type { OptionSpec } from "./option-spec.js";

/** What each command that runs an app in a world takes. */
export interface CommandOptions {
  readonly threads: number | undefined;
  readonly environment: string | undefined;
  /** As they were typed: `name=KEY=VALUE` or `name=FILE`. */
  readonly secrets: readonly string[];
  /** A file whose default export gets the world before the app runs. */
  readonly setup: string | undefined;
  readonly disk: string | undefined;
  /** Folder of the kept state; `undefined` for the one of the project, if there is one. */
  readonly state: string | undefined;
  readonly isStateless: boolean;
  readonly isOffline: boolean;
  readonly isQuiet: boolean;
  readonly hasTimestamps: boolean;
}

/** Values of options by the names in their specs; those that were not given are absent. */
export type OptionValues = Readonly<Record<string, unknown>>;

export const optional = { isRequired: false } as const;

/** The options of {@link CommandOptions}, but for `quiet` and `timestamps`, which each command explains. */
export const WORLD_SPECS: readonly OptionSpec[] = [
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
    name: "env",
    short: "e",
    type: "string",
    placeholder: "NAME",
    description: "Environment that names are looked up in.",
    defaultText: "MODAL_ENVIRONMENT, else main",
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
  {
    ...optional,
    name: "disk",
    type: "string",
    placeholder: "KIND",
    description:
      "What containers change outside of their mounts: a disk of their own (private), or this machine's (host).",
    defaultText: "private",
  },
  {
    ...optional,
    name: "state",
    type: "string",
    placeholder: "DIR",
    description: "Begin with what is kept in this folder, and keep what is stored.",
    defaultText: "MODAL_EMULATOR_STATE, else .modal-emulator if it is there",
  },
  { ...optional, name: "noState", type: "flag", description: "Begin with nothing, and keep nothing." },
  {
    ...optional,
    name: "offline",
    type: "flag",
    description: "Refuse `fetch` of containers, but for what --setup stands in for.",
  },
];

/** The options that show less and more. */
export function shownSpecs(quiet: string, timestamps: string): readonly OptionSpec[] {
  return [
    { ...optional, name: "quiet", short: "q", type: "flag", description: quiet },
    { ...optional, name: "timestamps", type: "flag", description: timestamps },
  ];
}

export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

export function wholeOf(values: OptionValues, name: string): number | undefined {
  const value = values[name];
  return typeof value === "number" ? value : undefined;
}

export function commandOptions(values: OptionValues): CommandOptions {
  return {
    threads: wholeOf(values, "threads"),
    environment: textOf(values, "env"),
    secrets: (values["secret"] as string[] | undefined) ?? [],
    setup: textOf(values, "setup"),
    disk: textOf(values, "disk"),
    state: textOf(values, "state"),
    isStateless: values["noState"] === true,
    isOffline: values["offline"] === true,
    isQuiet: values["quiet"] === true,
    hasTimestamps: values["timestamps"] === true,
  };
}
