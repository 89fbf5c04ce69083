import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { AppDefinition } from "../../contract/app-definition.js";
import type { CommandName, Commands } from "../../contract/backend.js";
import type { SecretDefinition } from "../../contract/stored-objects.js";

/**
 * Reads the files of dotenv secrets when their app is published, or a variant with them is made; a file that is found
 * nowhere upward gives an empty secret. Modal: section 10.1.
 */
export function resolveDotenv<C extends CommandName>(name: C, command: Commands[C]["command"]): Commands[C]["command"] {
  if (name === "function.bind") return resolveVariant(command as Commands["function.bind"]["command"]);
  if (name !== "app.run" && name !== "app.deploy") return command;
  const published = command as Commands["app.run" | "app.deploy"]["command"];
  const functions: AppDefinition["functions"] = published.app.functions.map((fn) => ({
    ...fn,
    settings: { ...fn.settings, secrets: fn.settings.secrets.map(resolveSecret) },
  }));
  return { ...published, app: { ...published.app, functions } };
}

function resolveVariant({
  functionId,
  variant,
}: Commands["function.bind"]["command"]): Commands["function.bind"]["command"] {
  const secrets = variant.options?.secrets;
  return {
    functionId,
    variant: secrets ? { ...variant, options: { ...variant.options, secrets: secrets.map(resolveSecret) } } : variant,
  };
}

function resolveSecret(secret: SecretDefinition): SecretDefinition {
  if (secret.kind !== "dotenv") return secret;
  const found = findUpward(resolve(secret.path ?? "."), secret.filename);
  const parsed = found === undefined ? {} : parseEnv(withoutBareKeys(readFileSync(found, "utf8")));
  return {
    kind: "values",
    values: Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, value ?? ""])),
  };
}

function findUpward(start: string, filename: string): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    const candidate = join(directory, filename);
    if (statSync(candidate, { throwIfNoEntry: false })?.isFile()) return candidate;
    if (dirname(directory) === directory) return undefined;
  }
}

/** Comments and quoted values, which are left alone, and lines that are a key only. */
const BARE_KEY = /^[ \t]*#.*$|=[ \t]*(["'`])[\s\S]*?\1|^([ \t]*(?:export[ \t]+)?[A-Za-z_][\w.-]*)[ \t]*\r?$/gm;

/** A key without `=` is an empty text; `parseEnv` would leave it out. */
function withoutBareKeys(text: string): string {
  return text.replace(BARE_KEY, (whole, _quote, key: string | undefined) => (key === undefined ? whole : `${key}=`));
}
