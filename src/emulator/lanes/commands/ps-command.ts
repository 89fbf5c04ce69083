import type { Process, Program } from "../processes/process.js";
import { UsageError } from "./parsed-options.js";
import { complain } from "./native-command.js";
import { signalOf } from "../processes/signal-numbers.js";

type Column = readonly [title: string, of: (process: Process) => string];

const NAMED: Readonly<Record<string, Column>> = {
  pid: ["PID", ({ pid }) => String(pid).padStart(7)],
  ppid: ["PPID", ({ parent }) => String(parent).padStart(7)],
  pgid: ["PGID", ({ group }) => String(group).padStart(7)],
  user: ["USER    ", () => "root    "],
  tty: ["TTY     ", () => "?       "],
  stat: ["STAT", () => "S   "],
  time: ["    TIME", () => "00:00:00"],
  comm: ["COMMAND", ({ argv }) => (argv[0] ?? "").split("/").at(-1) ?? ""],
  args: ["COMMAND", ({ argv }) => argv.join(" ")],
};
const ALIASES: Readonly<Record<string, string>> = {
  cmd: "args",
  command: "args",
  ucmd: "comm",
  tt: "tty",
  pgrp: "pgid",
  state: "stat",
  s: "stat",
};

/** Which columns, as `-f`, `aux` or `-o` ask for them. */
function columnsOf(args: readonly string[]): { readonly columns: readonly Column[]; readonly hasTitle: boolean } {
  const asked = args.flatMap((arg, index) =>
    arg === "-o" || arg === "--format"
      ? [args[index + 1] ?? ""]
      : /^-[a-zA-Z]*o./.test(arg)
        ? [arg.replace(/^-[a-zA-Z]*?o/, "")]
        : [],
  );
  if (asked.length === 0) {
    const letters = args.filter((arg) => /^-?[a-zA-Z]+$/.test(arg)).join("");
    const names = /f|j/.test(letters)
      ? ["user", "pid", "ppid", "tty", "time", "args"]
      : /u/.test(letters)
        ? ["user", "pid", "tty", "stat", "time", "args"]
        : /x|a/.test(letters)
          ? ["pid", "tty", "stat", "time", "args"]
          : ["pid", "tty", "time", "comm"];
    return { columns: names.flatMap((name) => (NAMED[name] ? [NAMED[name]] : [])), hasTitle: true };
  }
  let hasTitle = false;
  const columns = asked
    .join(",")
    .split(",")
    .map((text): Column => {
      const [name = "", title] = text.split("=");
      const known = NAMED[ALIASES[name] ?? name];
      if (!known) throw new UsageError(`unknown user-defined format specifier "${name}"`);
      if (title !== "") hasTitle = true;
      return [title ?? known[0], known[1]];
    });
  return { columns, hasTitle };
}

export const ps: Program = async (process) => {
  const args = process.argv.slice(1);
  try {
    const { columns, hasTitle } = columnsOf(args);
    const at = args.findIndex((arg) => /^(-p|--pid|p)$/.test(arg));
    const pids = at < 0 ? undefined : (args[at + 1] ?? "").split(/[\s,]+/).map(Number);
    const shown = [...process.system.processes.values()].filter(({ pid }) => pids?.includes(pid) ?? true);
    const titles = columns.map(([title, of]) =>
      title.length < 7 && of === NAMED["pid"]?.[1] ? title.padStart(7) : title.padStart(columnWidth(of)),
    );
    if (hasTitle) await process.write(1, row(titles));
    for (const each of shown) await process.write(1, row(columns.map(([, of]) => of(each))));
    return shown.length > 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await complain(process, error.message);
    return 1;
  }
};

function row(cells: readonly string[]): string {
  return `${cells.join(" ").trimEnd()}\n`;
}

function columnWidth(of: Column[1]): number {
  return of === NAMED["ppid"]?.[1] || of === NAMED["pgid"]?.[1] ? 7 : 0;
}

/** Whether a process is meant by a pattern, in its name or in all of its command line. */
function matches({ argv }: Process, pattern: RegExp, isWhole: boolean): boolean {
  return pattern.test(isWhole ? argv.join(" ") : ((argv[0] ?? "").split("/").at(-1) ?? ""));
}

/** `pgrep` shows who matches, and `pkill` signals them. */
function byPattern(isKill: boolean): Program {
  return async (process) => {
    const args = process.argv.slice(1);
    const options = args.filter((arg) => arg.startsWith("-"));
    const text = args.findLast((arg) => !arg.startsWith("-"));
    if (text === undefined) {
      await complain(process, "no matching criteria specified");
      return 2;
    }
    const has = (letter: string): boolean =>
      options.some((option) => /^-[a-z]+$/.test(option) && option.includes(letter));
    const pattern = new RegExp(has("x") ? `^(?:${text})$` : text);
    const found = [...process.system.processes.values()].filter(
      (each) => each.pid !== process.pid && matches(each, pattern, has("f")),
    );
    const signal = options.map((option) => signalOf(option.slice(1))).find((name) => name !== undefined) ?? "SIGTERM";
    for (const each of found) {
      if (isKill) each.kill(signal);
      else
        await process.write(
          1,
          `${each.pid}${has("a") ? ` ${each.argv.join(" ")}` : has("l") ? ` ${each.argv[0]}` : ""}\n`,
        );
    }
    return found.length > 0 ? 0 : 1;
  };
}

export const pgrep: Program = byPattern(false);
export const pkill: Program = byPattern(true);
