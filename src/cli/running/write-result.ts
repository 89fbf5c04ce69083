import { writeFile } from "node:fs/promises";
import { InvalidError } from "../../contract/errors.js";

/** Writes a function's result to a file. @throws InvalidError if it is neither text nor bytes */
export async function writeResult(path: string, result: unknown): Promise<void> {
  if (typeof result !== "string" && !(result instanceof Uint8Array)) {
    throw new InvalidError(
      `Function must return a string or bytes when using \`--write-result\`; got ${typeName(result)}. Nothing was written to ${path}.`,
    );
  }
  await writeFile(path, result);
}

function typeName(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  const { constructor } = value;
  return typeof constructor === "function" ? constructor.name : "object";
}
