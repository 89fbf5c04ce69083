import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { UsageError } from "../endings/usage-error.js";
import { RUN_USAGE } from "./run-options.js";

/**
 * The secrets of a command line, by name.
 * @param words each `name=KEY=VALUE`, or `name=FILE` with a dotenv file; several of one name add up
 * @throws UsageError for another form, or a file that cannot be read
 */
export async function givenSecrets(
  words: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const secrets = new Map<string, Readonly<Record<string, string>>>();
  for (const word of words) {
    const [, name = "", rest = ""] = /^([^=]+)=(.+)$/s.exec(word) ?? [];
    if (name === "") throw usage(`--secret needs name=KEY=VALUE or name=FILE, got "${word}".`);
    const [, key, value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(rest) ?? [];
    secrets.set(name, { ...secrets.get(name), ...(key === undefined ? await variablesIn(rest) : { [key]: value }) });
  }
  return secrets;
}

async function variablesIn(file: string): Promise<Record<string, string>> {
  try {
    return parseEnv(await readFile(file, "utf8")) as Record<string, string>;
  } catch (error) {
    throw usage(`--secret: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}

function usage(message: string): UsageError {
  return new UsageError(message, RUN_USAGE);
}
