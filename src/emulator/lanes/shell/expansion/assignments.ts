import { rawParts } from "../parsing/raw-words.js";
import type { AssignmentNode, WordNode, WordPart } from "../parsing/tree.js";
import { keyOf } from "../state/shell-arithmetic.js";
import type { Shell } from "../state/shell.js";
import { LineAbort } from "../values/control.js";
import { entriesOf, type Variable } from "../values/variable.js";
import { assignParameter } from "./assign-parameter.js";
import { expandPartsToText } from "./parts-to-text.js";
import { expandWords } from "./words.js";

/** One element of `(a [k]=v)`: with a key, one value. */
export interface ArrayElement {
  readonly key: string | undefined;
  readonly append: boolean;
  readonly value: string;
}

/** An assignment whose words have been expanded. */
export interface ReadyAssignment {
  /** May have a subscript. */
  readonly name: string;
  readonly append: boolean;
  readonly value: string | readonly ArrayElement[] | undefined;
}

export async function expandAssignment(shell: Shell, node: AssignmentNode): Promise<ReadyAssignment> {
  const { name, append } = node;
  if (node.array) return { name, append, value: await expandElements(shell, node.array) };
  return { name, append, value: node.value ? await expandPartsToText(shell, node.value.parts) : "" };
}

export async function expandElements(shell: Shell, words: readonly WordNode[]): Promise<readonly ArrayElement[]> {
  const elements: ArrayElement[] = [];
  for (const word of joinKeys(words)) {
    const keyed = splitKey(shell, word);
    if (keyed) {
      const key = await expandPartsToText(shell, keyed.key);
      elements.push({ key, append: keyed.append, value: await expandPartsToText(shell, keyed.value) });
    } else {
      const values = await expandWords(shell, [word]);
      elements.push(...values.map((value) => ({ key: undefined, append: false, value })));
    }
  }
  return elements;
}

/** The parser splits words at blanks in keys. */
function joinKeys(words: readonly WordNode[]): readonly WordNode[] {
  const joined: WordNode[] = [];
  let open: WordPart[] | undefined;
  for (const word of words) {
    const closes = word.parts.some((part) => part.type === "Literal" && /\]\+?=/.test(part.value));
    if (open) {
      open.push({ type: "Literal", value: " " }, ...word.parts);
      if (closes) {
        joined.push({ type: "Word", parts: open });
        open = undefined;
      }
      continue;
    }
    const [first] = word.parts;
    if (first?.type === "Glob" && first.pattern === "[" && !closes) open = [...word.parts];
    else joined.push(word);
  }
  if (open) joined.push({ type: "Word", parts: open });
  return joined;
}

interface Keyed {
  readonly key: readonly WordPart[];
  readonly append: boolean;
  readonly value: readonly WordPart[];
}

function splitKey(shell: Shell, word: WordNode): Keyed | undefined {
  const [first] = word.parts;
  const begins = first?.type === "Glob" ? first.pattern : "";
  if (!begins.startsWith("[")) return undefined;
  const parts = word.parts.flatMap((part) =>
    part.type === "Glob" ? rawParts(shell.parser, part.pattern, { quotes: "word", pattern: true }) : [part],
  );
  const key: WordPart[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    if (!part) break;
    let text = part.type === "Literal" ? part.value : part.type === "Glob" ? part.pattern : undefined;
    if (text === undefined) {
      key.push(part);
      continue;
    }
    // what closes the bracket and the sign after it may be in two parts
    const next = parts[index + 1];
    let last = index;
    if (text.endsWith("]") && next?.type === "Literal" && /^\+?=/.test(next.value)) {
      text += next.value;
      last = index + 1;
    }
    const found = /\](\+?)=/.exec(text);
    if (!found) {
      key.push({ type: "Literal", value: index === 0 ? text.slice(1) : text });
      continue;
    }
    const before = text.slice(index === 0 ? 1 : 0, found.index);
    const after = text.slice(found.index + found[0].length);
    if (before !== "") key.push({ type: "Literal", value: before });
    const rest = parts.slice(last + 1);
    return {
      key,
      append: found[1] === "+",
      value: after === "" ? rest : [{ type: "Literal", value: after }, ...rest],
    };
  }
  return undefined;
}

/** @throws LineAbort if it is read-only */
export async function assign(shell: Shell, { name, append, value }: ReadyAssignment): Promise<void> {
  if (value === undefined) return;
  if (typeof value === "string") return assignParameter(shell, name, value, append);
  if (name.includes("[")) throw new LineAbort(`${name}: cannot assign list to array member`);
  const target = shell.variables.resolve(name).name;
  assignArray(shell, target, shell.variables.writable(target), value, append);
}

/** Fills an array; what it was before, it keeps only if appended to. */
export function assignArray(
  shell: Shell,
  name: string,
  variable: Variable,
  elements: readonly ArrayElement[],
  append: boolean,
): void {
  shell.variables.checkWritable(name, variable);
  const before: Variable = { ...variable };
  if (!append) {
    if (variable.table) variable.table = new Map();
    else variable.list = new Map();
  } else if (!variable.table) variable.list ??= new Map(before.value === undefined ? [] : [[0, before.value]]);
  variable.value = undefined;
  if (variable.table && elements.length > 0 && elements[0]?.key === undefined) {
    for (let index = 0; index < elements.length; index += 2) {
      shell.variables.setElement(name, variable, elements[index]?.value ?? "", elements[index + 1]?.value ?? "", false);
    }
    return;
  }
  let next = append ? Number(entriesOf(variable).at(-1)?.[0] ?? -1) + 1 : 0;
  for (const element of elements) {
    if (variable.table) {
      if (element.key === undefined) {
        throw new LineAbort(`${name}: ${element.value}: must use subscript when assigning associative array`);
      }
      shell.variables.setElement(name, variable, element.key, element.value, element.append);
      continue;
    }
    const key = element.key === undefined ? next : Number(keyOf(shell, name, variable, element.key));
    shell.variables.setElement(name, variable, String(key), element.value, element.append);
    next = key + 1;
  }
}
