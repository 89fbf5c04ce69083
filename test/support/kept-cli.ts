import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type CliOptions, type CliResult, cli } from "./run-cli.ts";

/** A state that is deleted when the test is over, and commands on it. */
export interface KeptCli {
  /** The folder of the state. */
  readonly folder: string;
  /** Beside it, for files. */
  readonly directory: string;
  /** Writes a file there. @returns its path */
  file(name: string, content: string): string;
  /** Gives a command: `--state` is added after its own words. */
  (...words: string[]): Promise<CliResult>;
  /** The same, with more about where it runs. */
  with(options: CliOptions, ...words: string[]): Promise<CliResult>;
}

/** Groups within groups. */
const NESTED = ["roles"];
/** Commands whose options stand before the reference. */
const REFERENCE_LAST = ["run"];

export function keptCli(): KeptCli {
  const directory = mkdtempSync(join(tmpdir(), "modal-emulator-kept-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const folder = join(directory, "state");
  const given = (options: CliOptions, [command = "", ...words]: readonly string[]): Promise<CliResult> => {
    const own = NESTED.includes(words[0] ?? "") ? 2 : 1;
    return cli(
      REFERENCE_LAST.includes(command)
        ? [command, "--state", folder, ...words]
        : [command, ...words.slice(0, own), "--state", folder, ...words.slice(own)],
      options,
    );
  };
  const file = (name: string, content: string): string => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };
  return Object.assign((...words: string[]) => given({}, words), {
    folder,
    directory,
    file,
    with: (options: CliOptions, ...words: string[]) => given(options, words),
  });
}
