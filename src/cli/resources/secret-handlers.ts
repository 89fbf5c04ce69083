import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { Secret } from "../../api/storage/secret.js";
import { AlreadyExistsError } from "../../contract/errors.js";
import { ReportedError } from "../endings/reported-error.js";
import { UsageError } from "../endings/usage-error.js";
import type { CommandContext } from "../state/command-context.js";
import { showObjects } from "./object-listing.js";

const CREATE = "Usage: modal-emulator secret create [options] <NAME> [KEYVALUES...]";

/** `secret list` */
export async function listSecrets({ streams }: CommandContext, options: { json?: true }): Promise<void> {
  await showObjects(streams, await Secret.objects.list(), options.json === true);
}

interface CreateOptions {
  readonly fromDotenv?: string;
  readonly fromJson?: string;
  readonly force?: true;
}

/** `secret create` */
export async function createSecret(
  { streams, directory }: CommandContext,
  { fromDotenv, fromJson, force }: CreateOptions,
  name: string,
  words: readonly string[],
): Promise<void> {
  const values = {
    ...(fromDotenv !== undefined && (await dotenvValues(resolve(directory, fromDotenv)))),
    ...(fromJson !== undefined && (await jsonValues(resolve(directory, fromJson)))),
    ...Object.fromEntries(words.map(keyValue)),
  };
  const keys = Object.keys(values);
  if (keys.length === 0) throw new UsageError("You need to specify at least one key for your secret.", CREATE);
  if (keys.includes("")) throw new UsageError('Invalid key: "".', CREATE);
  if (force) await Secret.objects.delete(name, { allowMissing: true });
  await Secret.objects.create(name, values).catch((error: unknown) => {
    if (!(error instanceof AlreadyExistsError)) throw error;
    throw new ReportedError(`${error.name}: ${error.message} Give --force to replace it.`, { cause: error });
  });
  streams.stdout.write(
    `Created a new secret '${name}' with the key${keys.length === 1 ? "" : "s"} ${keys.map((key) => `'${key}'`).join(", ")}.\n\n` +
      `Use it in an app:\n\napp.function({ secrets: [Secret.fromName("${name}")] }, async function f() {\n  process.env["${keys[0]}"];\n});\n`,
  );
}

/** `secret delete` */
export async function deleteSecret(
  { confirm, streams }: CommandContext,
  { allowMissing, yes }: { allowMissing?: true; yes?: true },
  name: string,
): Promise<void> {
  if (!yes) await confirm(`Are you sure you want to irrevocably delete the secret '${name}'?`);
  await Secret.objects.delete(name, { allowMissing: allowMissing === true });
  streams.stdout.write(`Deleted secret '${name}'.\n`);
}

// what is told of a mistake has no values: it may stand in the log of a build
function keyValue(word: string, index: number): [key: string, value: string] {
  const at = word.indexOf("=");
  if (at < 0) throw new UsageError(`A value of a secret is KEY=VALUE: number ${index + 1} of them has no "=".`, CREATE);
  return [word.slice(0, at), word.slice(at + 1)];
}

async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}).`, CREATE);
  });
}

async function dotenvValues(file: string): Promise<Record<string, string>> {
  const text = await textOf(file);
  const bare = text.split("\n").findIndex((line) => /^\s*(?!#)\S/.test(line) && !line.includes("="));
  if (bare >= 0 && Object.keys(parseEnv(text)).length === 0)
    throw new UsageError(`Non-string value for secret: line ${bare + 1} of ${file} has no "=".`, CREATE);
  return parseEnv(text) as Record<string, string>;
}

async function jsonValues(file: string): Promise<Record<string, string>> {
  const text = await textOf(file);
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    const [where = ""] = / \(line \d+ column \d+\)$/.exec((error as SyntaxError).message) ?? [];
    throw new UsageError(`Could not parse JSON file: ${file} holds no JSON${where}.`, CREATE);
  }
  if (typeof values !== "object" || values === null || Array.isArray(values))
    throw new UsageError(`Could not parse JSON file: ${file} holds no object.`, CREATE);
  for (const [key, value] of Object.entries(values))
    if (typeof value !== "string")
      throw new UsageError(
        `Non-string value for secret: ${key} is ${value === null ? "null" : `of type ${typeof value}`}.`,
        CREATE,
      );
  return values as Record<string, string>;
}
