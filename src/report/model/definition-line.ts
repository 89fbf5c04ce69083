/**
 * The line, from 1, where a file defines a function, a class or a method, as far as its text tells: the first of its
 * forms that is found. @param tag such as `predict` or `Model.predict`
 */
export function definitionLine(source: string, tag: string): number | undefined {
  let from = 0;
  for (const name of tag.split(".")) {
    const at = FORMS.map((form) => form(RegExp.escape(name)))
      .map((pattern) => source.slice(from).search(pattern))
      .find((found) => found >= 0);
    if (at === undefined) return undefined;
    from += at;
  }
  return source.slice(0, from).split("\n").length;
}

const FORMS: readonly ((name: string) => RegExp)[] = [
  (name) => new RegExp(`\\b(?:function\\s*\\*?|class)\\s+${name}\\b`),
  (name) => new RegExp(`\\b(?:const|let|var)\\s+${name}\\b`),
  (name) => new RegExp(`(?<![\\w.$])\\*?\\s*${name}\\s*(?:<[^>]*>)?\\([^)]*\\)\\s*(?::[^={]+)?\\{`),
  (name) => new RegExp(`\\b${name}\\s*[:=(]`),
  (name) => new RegExp(`["'\`]${name}["'\`]`),
];
