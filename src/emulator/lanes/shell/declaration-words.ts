import { expandElements, type ReadyAssignment } from "./expansion/assignments.js";
import { expandPartsToText } from "./expansion/parts-to-text.js";
import { expandWords } from "./expansion/words.js";
import type { WordNode, WordPart } from "./parsing/tree.js";
import type { Shell } from "./state/shell.js";

const ASSIGNMENT = /^([A-Za-z_]\w*(?:\[[^\]]*\])?)(\+?)=/s;

/** The words of `declare`, `export` and the like: assignments are neither split nor matched with paths. */
export async function expandDeclarations(
  shell: Shell,
  words: readonly WordNode[],
): Promise<readonly (string | ReadyAssignment)[]> {
  const result: (string | ReadyAssignment)[] = [];
  for (const word of words) {
    const [first, ...rest] = withSubscript(word.parts);
    const found = first?.type === "Literal" ? ASSIGNMENT.exec(first.value) : null;
    if (first?.type !== "Literal" || !found) {
      result.push(...(await expandWords(shell, [word])));
      continue;
    }
    const [prefix, name = "", plus] = found;
    const text = first.value.slice(prefix.length);
    const parts: WordPart[] = text === "" ? rest : [{ type: "Literal", value: text }, ...rest];
    const elements = splitElements(text, parts);
    const value = elements ? await expandElements(shell, elements) : await expandPartsToText(shell, parts);
    result.push({ name, append: plus === "+", value });
  }
  return result;
}

/** The parser makes `a[1]=x` a pattern. */
function withSubscript(parts: readonly WordPart[]): readonly WordPart[] {
  const [first, second, third, ...rest] = parts;
  if (first?.type !== "Literal" || second?.type !== "Glob" || third?.type !== "Literal") return parts;
  if (!/^[A-Za-z_]\w*$/.test(first.value) || !/^\[.*\]$/s.test(second.pattern) || !/^\+?=/.test(third.value))
    return parts;
  return [{ type: "Literal", value: first.value + second.pattern + third.value }, ...rest];
}

/** The words of `(a b "c d")`, which the parser gives as one word; `undefined`: it is no array. */
function splitElements(text: string, parts: readonly WordPart[]): readonly WordNode[] | undefined {
  const last = parts.at(-1);
  if (!text.startsWith("(") || last?.type !== "Literal" || !last.value.endsWith(")")) return undefined;
  const words: WordPart[][] = [];
  let current: WordPart[] | undefined;
  for (const [index, part] of parts.entries()) {
    if (part.type !== "Literal") {
      current ??= start(words);
      current.push(part);
      continue;
    }
    const value = part.value.slice(index === 0 ? 1 : 0, part === last ? -1 : undefined);
    for (const piece of value.split(/([ \t\n]+)/)) {
      if (/^[ \t\n]+$/.test(piece)) current = undefined;
      else if (piece !== "") {
        current ??= start(words);
        current.push({ type: "Literal", value: piece });
      }
    }
  }
  return words.map((each) => ({ type: "Word", parts: each }));
}

function start(words: WordPart[][]): WordPart[] {
  const word: WordPart[] = [];
  words.push(word);
  return word;
}
