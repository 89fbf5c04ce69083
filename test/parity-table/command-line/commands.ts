import { expect } from "vitest";
import { type KeptCli, keptCli } from "../../support/kept-cli.ts";
import { type CliResult, cli } from "../../support/run-cli.ts";
import { notOffline, type Row } from "../row.ts";

/** A kept state of its own, and how commands on it are shown to do what they do. */
export interface Commands {
  /** Carries out a command that succeeds. @returns what it prints */
  ok(...words: string[]): Promise<string>;
  /** The same, of what it prints as JSON. */
  json(...words: string[]): Promise<unknown>;
  /** Carries out a command that ends with that code. @param says part of what it says */
  fails(code: number, says: string, ...words: string[]): Promise<void>;
  /** Carries out a command, whatever it comes to. */
  any(...words: string[]): Promise<CliResult>;
  /** Carries out a command that has no state, and succeeds. @returns what it prints */
  top(...words: string[]): Promise<string>;
  /** Writes a file. @returns its path */
  readonly file: KeptCli["file"];
  /** Path of a folder for files. */
  readonly directory: string;
  /** Path of that of the state. */
  readonly folder: string;
}

export function commands(): Commands {
  const command = keptCli();
  const ok = async (...words: string[]): Promise<string> => {
    const result = await command(...words);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    return result.stdout;
  };
  return {
    ok,
    json: async (...words) => JSON.parse(await ok(...words, "--json")),
    async fails(code, says, ...words) {
      const result = await command(...words);
      expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(says) });
    },
    any: (...words) => command(...words),
    top: async (...words) => {
      const result = await cli(words);
      expect(result).toMatchObject({ code: 0, stderr: "" });
      return result.stdout;
    },
    file: command.file,
    folder: command.folder,
    directory: command.directory,
  };
}

/** A command that is refused: it says why. @param why the beginning of what it says */
export function notThere(name: string, why: string): Row {
  return notOffline(name, why, async () => {
    const { fails } = commands();
    await fails(2, "offline.", ...name.split(" "));
    await fails(2, why, ...name.split(" "), "some", "--words");
  });
}
