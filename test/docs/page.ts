import { readFileSync } from "node:fs";

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What the info string says after the language, such as `file=news.ts`. */
  readonly file: string | undefined;
  /** Shows a file anew that the page has shown before: `file=news.ts again`. */
  readonly isAgain: boolean;
  readonly text: string;
  readonly line: number;
}

/** Commands of a page, and what they print if a `text` block follows. */
export interface Session {
  readonly commands: readonly string[];
  readonly prints: string | undefined;
  readonly line: number;
}

export interface Page {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

const FENCE = /^```(\w*)[ \t]*(.*)\n([\s\S]*?)^```[ \t]*$/gm;

export function readPage(root: URL, path: string): Page {
  const text = readFileSync(new URL(path, root), "utf8");
  const blocks = Array.from(text.matchAll(FENCE), ([, language = "", info = "", body = ""], index): Block => {
    const { index: at } = [...text.matchAll(FENCE)][index] ?? { index: 0 };
    return {
      language,
      file: /(?:^|\s)file=(\S+)/.exec(info)?.[1],
      isAgain: /\sagain\b/.test(info),
      text: body,
      line: text.slice(0, at).split("\n").length,
    };
  });
  return { path, text, blocks };
}

/** The files that the page shows, as they are at its end. */
export function filesOf(page: Page): Map<string, string> {
  const files = new Map<string, string>();
  for (const { language, file, isAgain, text, line } of page.blocks) {
    if (language !== "ts") continue;
    if (file === undefined)
      throw new Error(`${page.path}:${line}: a ts block needs the name of its file, as in \`\`\`ts file=news.ts.`);
    if (files.has(file) !== isAgain)
      throw new Error(`${page.path}:${line}: ${file} is shown ${isAgain ? "for the first time" : "twice"}.`);
    files.set(file, text);
  }
  return files;
}

/** A page with `console` blocks is a walk: one thing after the other, from its top to its end. */
export function isWalk(page: Page): boolean {
  return page.blocks.some(({ language }) => language === "console");
}

/** Every `npx modal-emulator run` of the page, and a plain one for each app that neither a command nor another file names. */
export function sessionsOf(page: Page): Session[] {
  const sessions = page.blocks.flatMap(({ language, text, line }, index): Session[] => {
    if (language !== "sh") return [];
    const commands = text.split("\n").filter((command) => command.startsWith("npx modal-emulator run "));
    const next = page.blocks[index + 1];
    return commands.length > 0 ? [{ commands, prints: next?.language === "text" ? next.text : undefined, line }] : [];
  });
  const files = filesOf(page);
  const mentioned = [...files.values(), ...sessions.flatMap(({ commands }) => commands)].join("\n");
  for (const file of files.keys()) {
    const isNamed = mentioned.includes(file) || mentioned.includes(file.replace(/\.ts$/, ".js"));
    if (!/\.(?:test|config)\.ts$/.test(file) && !isNamed)
      sessions.push({ commands: [`npx modal-emulator run ${file}`], prints: undefined, line: 1 });
  }
  return sessions;
}
