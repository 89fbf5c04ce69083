import type { Program } from "../processes/process.js";
import { decode } from "../processes/bytes.js";
import { linesOf } from "./byte-lines.js";
import { UsageError } from "./parsed-options.js";
import { formatDate } from "./date-format.js";
import { parseDate } from "./date-parse.js";
import { close, complain, native, openAs, pathOf } from "./native-command.js";

const ISO: Readonly<Record<string, string>> = {
  date: "%Y-%m-%d",
  hours: "%Y-%m-%dT%H%:z",
  minutes: "%Y-%m-%dT%H:%M%:z",
  seconds: "%Y-%m-%dT%H:%M:%S%:z",
  ns: "%Y-%m-%dT%H:%M:%S,%N%:z",
};

const RFC: Readonly<Record<string, string>> = {
  date: "%Y-%m-%d",
  seconds: "%Y-%m-%d %H:%M:%S%:z",
  ns: "%Y-%m-%d %H:%M:%S.%N%:z",
};

/** Virtual time, always in UTC. */
export const date: Program = (process) => {
  // `-Iseconds` has its value in the same word, if it has one
  const argv = process.argv.map((arg) => (arg.startsWith("-I") ? `--iso-8601=${arg.slice(2) || "date"}` : arg));
  return process.exec(argv, run);
};

const run: Program = native(
  {
    flags: "uR",
    values: "dfrs",
    long: {
      utc: "u",
      universal: "u",
      date: "d=",
      file: "f=",
      reference: "r=",
      "iso-8601": "iso?",
      "rfc-email": "R",
      "rfc-3339": "rfc=",
      set: "s=",
    },
  },
  async (process, options) => {
    const [operand] = options.operands;
    if (options.has("s")) {
      await complain(process, "cannot set date: Operation not permitted");
      return 1;
    }
    if (operand !== undefined && !operand.startsWith("+")) throw new UsageError(`invalid date ‘${operand}’`);
    const format =
      operand?.slice(1) ?? formatOf(options.has("R"), options.value("rfc"), options.has("iso"), options.value("iso"));
    const write = async (text: string | undefined): Promise<number> => {
      const ms = text === undefined ? process.system.now() : parseDate(text, process.system.now());
      if (ms === undefined) await complain(process, `invalid date ‘${text}’`);
      else await process.write(1, `${formatDate(ms, format)}\n`);
      return ms === undefined ? 1 : 0;
    };
    const reference = options.value("r");
    if (reference !== undefined) {
      const info = process.system.fs.stat(pathOf(process, reference));
      if (!info) throw new UsageError(`${reference}: No such file or directory`);
      return write(`@${info.mtimeMs / 1_000}`);
    }
    const list = options.value("f");
    if (list === undefined) return write(options.value("d"));
    const fd = list === "-" ? 0 : openAs(process, list, "r");
    let code = 0;
    for await (const line of linesOf(process, fd)) code = Math.max(code, await write(decode(line).trimEnd()));
    if (fd !== 0) close(process, fd);
    return code;
  },
);

function formatOf(isEmail: boolean, rfc: string | undefined, isIso: boolean, iso: string | undefined): string {
  if (isEmail) return "%a, %d %b %Y %H:%M:%S %z";
  const [known, text] = rfc === undefined ? [ISO, iso ?? "date"] : [RFC, rfc];
  if (!isIso && rfc === undefined) return "%a %b %e %H:%M:%S UTC %Y";
  const format = known[Object.keys(known).find((name) => name.startsWith(text)) ?? ""];
  if (format === undefined)
    throw new UsageError(`invalid argument ‘${text}’ for ‘${rfc === undefined ? "--iso-8601" : "--rfc-3339"}’`);
  return format;
}
