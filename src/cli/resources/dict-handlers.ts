import { Dict } from "../../api/storage/dict.js";
import { NotFoundError } from "../../contract/errors.js";
import { jsonValue } from "../showing/json-value.js";
import { show } from "../showing/table.js";
import { valueCode, valueText } from "../showing/value-text.js";
import type { CommandContext } from "../state/command-context.js";
import { showObjects } from "./object-listing.js";

/** Items that are shown unless more are asked for, and how much of each. */
const SHOWN = 20;
const WIDEST = 80;

/** `dict create` */
export async function createDict({ streams }: CommandContext, _: object, name: string): Promise<void> {
  await Dict.fromName(name, { createIfMissing: true }).hydrate();
  streams.stdout.write(`There is a dict '${name}'.\n`);
}

/** `dict list` */
export async function listDicts({ streams }: CommandContext, { json }: { json?: true }): Promise<void> {
  await showObjects(streams, await Dict.objects.list(), json === true);
}

/** `dict get` */
export async function getValue({ streams }: CommandContext, _: object, name: string, key: string): Promise<void> {
  const dict = Dict.fromName(name);
  const missing = Symbol("missing");
  const value = await dict.get(key, missing);
  if (value === missing) throw new NotFoundError(`${JSON.stringify(key)} is not in dict \`${name}\`.`);
  streams.stdout.write(`${valueText(value)}\n`);
}

interface ItemsOptions {
  readonly all?: true;
  readonly repr?: true;
  readonly json?: true;
}

/** `dict items` */
export async function showItems(
  { streams: { stdout } }: CommandContext,
  { all, repr, json }: ItemsOptions,
  name: string,
  n: number = SHOWN,
): Promise<void> {
  const items = await Array.fromAsync(Dict.fromName(name).items());
  if (json) {
    const objects = items.map(([key, value]) => ({ key: jsonValue(key), value: jsonValue(value) }));
    stdout.write(`${JSON.stringify(objects, undefined, 2)}\n`);
    return;
  }
  const text = (value: unknown): string => shortened(repr ? valueCode(value) : valueText(value));
  const rows = (all ? items : items.slice(0, n)).map(([key, value]) => [text(key), text(value)]);
  if (rows.length < items.length) rows.push(["...", "..."]);
  await show(stdout, { columns: ["Key", "Value"], rows }, false);
}

/** `dict clear` */
export async function clearDict(
  { streams, confirm }: CommandContext,
  { yes }: { yes?: true },
  name: string,
): Promise<void> {
  const dict = await Dict.fromName(name).hydrate();
  if (!yes) await confirm(`Are you sure you want to irrevocably delete the contents of the dict '${name}'?`);
  await dict.clear();
  streams.stdout.write(`Cleared dict '${name}'.\n`);
}

/** `dict delete` */
export async function deleteDict(
  { streams, confirm }: CommandContext,
  { allowMissing, yes }: { allowMissing?: true; yes?: true },
  name: string,
): Promise<void> {
  if (!yes) await confirm(`Are you sure you want to irrevocably delete the dict '${name}'?`);
  await Dict.objects.delete(name, { allowMissing: allowMissing === true });
  streams.stdout.write(`Deleted dict '${name}'.\n`);
}

function shortened(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST)}...` : text;
}
