import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { SecretDefinition } from "../../contract/stored-objects.js";

/**
 * Reads the file of a dotenv secret, as its app is published or a variant with it is made; one that is found nowhere
 * upward gives an empty secret. Modal: docs/modal/secrets-proxies-workspaces.md#secrets.
 */
export function resolveDotenv(secret: SecretDefinition): SecretDefinition {
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
