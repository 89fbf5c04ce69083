import { rawParts } from "../parsing/raw-words.js";
import { BASH_VERSION } from "../state/import-environment.js";
import type { Shell } from "../state/shell.js";
import { expandPartsToText } from "./parts-to-text.js";

/** The escapes of prompts, and then its dollars. */
export async function expandPrompt(shell: Shell, prompt: string): Promise<string> {
  const text = prompt.replace(
    /\\(\[|\]|[0-7]{3}|[\s\S])/g,
    (written, letter: string) => escapeOf(shell, letter) ?? written,
  );
  return expandPartsToText(shell, rawParts(shell.parser, text, { quotes: "word" }), { quoted: true });
}

function escapeOf(shell: Shell, letter: string): string | undefined {
  const { cwd } = shell.process;
  const home = shell.variables.get("HOME") ?? "";
  const short = home !== "" && (cwd === home || cwd.startsWith(`${home}/`)) ? `~${cwd.slice(home.length)}` : cwd;
  if (/^[0-7]{3}$/.test(letter)) return String.fromCharCode(Number.parseInt(letter, 8));
  switch (letter) {
    case "u":
      return shell.variables.get("USER") ?? "root";
    case "h":
      return shell.system.hostname.split(".")[0] ?? "";
    case "H":
      return shell.system.hostname;
    case "w":
      return short;
    case "W":
      return short === "~" ? "~" : cwd === "/" ? "/" : (cwd.split("/").at(-1) ?? "");
    case "s":
      return shell.name.replace(/^-/, "").split("/").at(-1) ?? "";
    case "v":
      return BASH_VERSION.split(".").slice(0, 2).join(".");
    case "V":
      return BASH_VERSION.split("(")[0] ?? "";
    case "$":
      return "#";
    case "n":
      return "\n";
    case "r":
      return "\r";
    case "a":
      return "\x07";
    case "e":
      return "\x1b";
    case "j":
      return String(shell.jobs.all().length);
    case "t":
      return new Date(shell.system.now()).toISOString().slice(11, 19);
    case "[":
    case "]":
      return "";
    case "\\":
      return "\\";
    default:
      return undefined;
  }
}
