import type { BraceItem, WordNode, WordPart } from "../parsing/tree.js";

/** The words that a word with braces stands for. */
export function expandBraces(word: WordNode): readonly WordNode[] {
  if (!word.parts.some(({ type }) => type === "BraceExpansion")) return [word];
  let results: WordPart[][] = [[]];
  for (const part of word.parts) {
    const choices = part.type === "BraceExpansion" ? part.items.flatMap(itemParts) : [[part]];
    results = results.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  }
  return results.map((parts) => ({ type: "Word", parts }));
}

function itemParts(item: BraceItem): readonly (readonly WordPart[])[] {
  if (item.type === "Word") return expandBraces(item.word).map(({ parts }) => parts);
  return rangeOf(item).map((value) => [{ type: "Literal", value }]);
}

function rangeOf({ start, end, step, startStr, endStr }: Extract<BraceItem, { type: "Range" }>): readonly string[] {
  if (typeof start === "string" || typeof end === "string") {
    const codes = numbers(String(start).charCodeAt(0), String(end).charCodeAt(0), step);
    return codes.map((code) => String.fromCharCode(code));
  }
  const padded = [startStr, endStr].some((text) => text !== undefined && /^-?0\d/.test(text));
  const width = padded ? Math.max(startStr?.length ?? 0, endStr?.length ?? 0) : 0;
  return numbers(start, end, step).map((number) => {
    const digits = String(Math.abs(number)).padStart(number < 0 ? width - 1 : width, "0");
    return number < 0 ? `-${digits}` : digits;
  });
}

function numbers(start: number, end: number, step: number | undefined): readonly number[] {
  const size = Math.abs(step ?? 1) || 1;
  const count = Math.floor(Math.abs(end - start) / size) + 1;
  return Array.from({ length: count }, (_, index) => start + (end < start ? -1 : 1) * size * index);
}
