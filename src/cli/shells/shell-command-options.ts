import {
  type CommandOptions,
  commandOptions,
  optional,
  textOf,
  wholeOf,
  WORLD_SPECS,
  type OptionValues,
} from "../options/command-options.js";
import type { OptionSpec } from "../options/option-spec.js";

/** What `shell` takes. */
export interface ShellOptions extends CommandOptions {
  /** Runs instead of a shell that reads. */
  readonly cmd: string | undefined;
  readonly image: string | undefined;
  readonly addPython: string | undefined;
  /** Names of volumes, mounted at `/mnt/NAME`. */
  readonly volumes: readonly string[];
  /** Paths of this machine, mounted at `/mnt/` with their last part. */
  readonly addLocal: readonly string[];
  readonly cpu: number | undefined;
  /** MiB. */
  readonly memory: number | undefined;
  readonly gpu: string | undefined;
  readonly cloud: string | undefined;
  readonly region: string | undefined;
  /** `undefined`: if this command has one. */
  readonly hasTerminal: boolean | undefined;
}

const text = (name: string, placeholder: string, description: string, more: Partial<OptionSpec> = {}): OptionSpec => ({
  ...optional,
  name,
  type: "string",
  placeholder,
  description,
  ...more,
});

const KEPT: ReadonlySet<string> = new Set(["env", "state", "noState", "offline"]);

export const SHELL_SPECS: readonly OptionSpec[] = [
  text("cmd", "CMD", "Run this command instead of a shell that reads, and end with its code.", { short: "c" }),
  text("image", "TAG", "Image of the sandbox, as python:3.12.", { defaultText: "that of Image.debianSlim()" }),
  text("addPython", "VERSION", "Add Python to the image."),
  text("volume", "NAME", "Mount a volume at /mnt/NAME. May be given several times.", { isRepeated: true }),
  text("addLocal", "PATH", "Put a file or directory of this machine into /mnt. May be given several times.", {
    isRepeated: true,
  }),
  text(
    "secret",
    "NAME",
    "Set the variables of a secret, by its name, or of name=KEY=VALUE. May be given several times.",
    {
      isRepeated: true,
    },
  ),
  { ...optional, name: "cpu", type: "integer", placeholder: "N", description: "Cores, for the record." },
  { ...optional, name: "memory", type: "integer", placeholder: "MIB", description: "Memory, for the record." },
  text("gpu", "GPU", "GPU, for the record."),
  text("cloud", "NAME", "Cloud, for the record."),
  text("region", "NAMES", "Regions, with commas, for the record."),
  { ...optional, name: "pty", type: "flag", description: "With a terminal. [default: if this command has one]" },
  { ...optional, name: "noPty", type: "flag", description: "Without a terminal." },
  ...WORLD_SPECS.filter(({ name }) => KEPT.has(name)),
];

export const SHELL_USAGE = "Usage: modal-emulator shell [options] [REF]";

/** What follows the options in the help of `shell`. */
export const SHELL_NOTES = `With a function, the sandbox has its image, secrets and volumes. Without a terminal, commands are read from stdin to its
end: echo ls | modal-emulator shell. Needs the package just-bash.`;

/** @param values of {@link SHELL_SPECS} */
export function shellOptions(values: OptionValues): ShellOptions {
  const listOf = (name: string): readonly string[] => (values[name] as string[] | undefined) ?? [];
  return {
    ...commandOptions(values),
    cmd: textOf(values, "cmd"),
    image: textOf(values, "image"),
    addPython: textOf(values, "addPython"),
    volumes: listOf("volume"),
    addLocal: listOf("addLocal"),
    cpu: wholeOf(values, "cpu"),
    memory: wholeOf(values, "memory"),
    gpu: textOf(values, "gpu"),
    cloud: textOf(values, "cloud"),
    region: textOf(values, "region"),
    hasTerminal: values["noPty"] === true ? false : values["pty"] === true ? true : undefined,
  };
}
