import type { Program } from "../processes/process.js";
import { chunksOf } from "./byte-lines.js";
import { byteSet, complement } from "./byte-sets.js";
import { complain, native } from "./native-command.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";

const ADVICE = "\nTry 'tr --help' for more information.";

/** What becomes of each byte. */
interface Plan {
  /** -1: it is deleted. */
  readonly to: Int16Array;
  /** Of which several in a row become one. */
  readonly squeezed: ReadonlySet<number>;
}

/** @throws UsageError */
function planOf(options: CommandOptions): Plan {
  const deletes = options.has("d");
  const squeezes = options.has("s");
  const [one, two, ...others] = options.operands;
  if (one === undefined) throw new UsageError(`missing operand${ADVICE}`);
  if (two === undefined && deletes === squeezes)
    throw new UsageError(
      `missing operand after '${one}'\nTwo strings must be given when ${deletes ? "both deleting and squeezing repeats" : "translating"}.${ADVICE}`,
    );
  if (two !== undefined && deletes && !squeezes)
    throw new UsageError(
      `extra operand '${two}'\nOnly one string may be given when deleting without squeezing repeats.${ADVICE}`,
    );
  if (others.length > 0) throw new UsageError(`extra operand '${others[0]}'${ADVICE}`);
  const given = byteSet(one);
  const first = options.has("c", "C") ? complement(given) : given;
  const second = two === undefined ? [] : byteSet(two, first.length);
  const to = Int16Array.from({ length: 256 }, (_, byte) => byte);
  if (deletes) for (const byte of first) to[byte] = -1;
  else if (two !== undefined) {
    if (second.length === 0 && !options.has("t"))
      throw new UsageError("when not truncating set1, string2 must be non-empty");
    for (const [index, byte] of first.entries()) {
      const other = second[index] ?? (options.has("t") ? undefined : second.at(-1));
      if (other !== undefined) to[byte] = other;
    }
  }
  return { to, squeezed: new Set(squeezes ? (two === undefined ? first : second) : []) };
}

/** As GNU's, which knows bytes, not characters. */
export const tr: Program = native(
  { flags: "cCdst", long: { complement: "c", delete: "d", "squeeze-repeats": "s", "truncate-set1": "t" } },
  async (process, options) => {
    const { to, squeezed } = planOf(options);
    if (options.operands.some((set) => /(?:^|[^\\])(?:\\\\)*\\$/.test(set)))
      await complain(process, "warning: an unescaped backslash at end of string is not portable");
    let last = -1;
    for await (const chunk of chunksOf(process, 0)) {
      const out = new Uint8Array(chunk.length);
      let length = 0;
      for (const byte of chunk) {
        const next = to[byte] ?? byte;
        if (next < 0 || (next === last && squeezed.has(next))) continue;
        last = next;
        out[length++] = next;
      }
      if (length > 0) await process.write(1, out.subarray(0, length));
    }
    return 0;
  },
);
