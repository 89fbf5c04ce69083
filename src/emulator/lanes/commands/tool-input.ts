/** How the operands of a command are to be read. */
interface Shape {
  /** How many operands are no files. */
  readonly lead?: number;
  /** Options that stand for these operands. */
  readonly instead?: readonly string[];
  /** Letters of options with a value. */
  readonly values?: string;
  /** Long options with a value in the next words, and how many. */
  readonly long?: Readonly<Record<string, number>>;
  /** It reads standard input for a file that is called `-` alone. */
  readonly neverAlone?: true;
}

const NEVER: Shape = { neverAlone: true };

const SHAPES: Readonly<Record<string, Shape>> = {
  awk: { lead: 1, instead: ["-f"], values: "Fvf" },
  base64: { values: "w" },
  column: { values: "scot" },
  comm: NEVER,
  cut: { values: "bcdf" },
  du: NEVER,
  expand: { values: "t" },
  expr: NEVER,
  file: NEVER,
  fold: { values: "w" },
  gunzip: { values: "S" },
  gzip: { values: "S" },
  join: NEVER,
  jq: {
    lead: 1,
    instead: ["-f", "--from-file"],
    values: "fL",
    long: { "--arg": 2, "--argjson": 2, "--slurpfile": 2, "--rawfile": 2, "--indent": 1 },
  },
  nl: { values: "bdfhilnpsvw" },
  od: { values: "AjNtSw" },
  paste: { values: "d" },
  rg: { lead: 1, values: "ABCegmtT" },
  sed: {
    lead: 1,
    instead: ["-e", "-f", "--expression", "--file"],
    values: "efl",
    long: { "--expression": 1, "--file": 1 },
  },
  sqlite3: { lead: 1 },
  strings: { values: "nt" },
  tr: { lead: Infinity },
  tree: NEVER,
  unexpand: { values: "t" },
  xan: { lead: 1 },
  yq: { lead: 1, values: "opI" },
};

/**
 * Whether a command is going to read its standard input: what it does not read is left to others, and is not waited
 * for.
 * @param args without its name
 */
export function readsInput(name: string, args: readonly string[]): boolean {
  if (args[0] === "--version" || args[0] === "--help") return false;
  if (name === "tar")
    return (
      !isArchiveMade(args) &&
      !args.some((arg, index) => /^(?:-?[a-zA-Z]*f|--file)$/.test(arg) && args[index + 1] !== "-")
    );
  if (name === "jq" && args.some((arg) => /^(-[a-zA-Z]*n[a-zA-Z]*|--null-input)$/.test(arg))) return false;
  const { lead = 0, instead = [], values = "", long = {}, neverAlone } = SHAPES[name] ?? {};
  const operands: string[] = [];
  let hasLead = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      operands.push(arg);
      continue;
    }
    if (instead.some((option) => arg === option || arg.startsWith(option.startsWith("--") ? `${option}=` : option)))
      hasLead = true;
    if (arg.startsWith("--")) at += long[arg] ?? 0;
    else if (values.includes(arg.at(-1) ?? "") && !hasValueBefore(arg, values)) at++;
  }
  const files = operands.slice(hasLead ? 0 : lead);
  if (files.includes("-")) return true;
  if (neverAlone) return false;
  if (files.length > 0) return false;
  return !(
    name === "awk" &&
    /^\s*BEGIN\s*\{[^]*\}\s*$/.test(operands[0] ?? "") &&
    !/\bEND\b|\bgetline\b/.test(operands[0] ?? "")
  );
}

/** Of `tar`: `cf`, `-czf`, `--create`. */
function isArchiveMade(args: readonly string[]): boolean {
  return args.some((arg, index) => arg === "--create" || (index === 0 ? /^-?[a-zA-Z]*c/ : /^-[a-zA-Z]*c/).test(arg));
}

/** `-k2n`: the value stands in the same word, and its last letter is of it. */
function hasValueBefore(word: string, values: string): boolean {
  return word
    .slice(1, -1)
    .split("")
    .some((letter) => values.includes(letter));
}
