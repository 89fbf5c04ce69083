import { errorCode, errorText } from "../processes/system-errors.js";
import type { OpenFile } from "../processes/open-file.js";
import type { OwnProcess, Process, Program, SignalName } from "../processes/process.js";
import { SIGNALS, signalNumber, signalOf } from "../processes/signal-numbers.js";
import { parseDuration } from "./amount.js";
import { UsageError } from "./parsed-options.js";
import { comesWithin } from "./comes-within.js";
import { complain, native } from "./native-command.js";

export const sleep: Program = native({ inOrder: true }, async (process, options) => {
  if (options.operands.length === 0) throw new UsageError("missing operand");
  let ms = 0;
  for (const text of options.operands) {
    const part = parseDuration(text);
    if (part === undefined) throw new UsageError(`invalid time interval ‘${text}’`);
    ms += part;
  }
  await process.sleep(ms);
  return 0;
});

/**
 * Starts another command by its name, with the same files.
 * @returns its exit code, if it cannot be started, which is told then
 */
export async function startChild(
  process: OwnProcess,
  argv: readonly string[],
  options: {
    readonly ownGroup?: boolean;
    readonly missing?: string;
    readonly files?: ReadonlyMap<number, OpenFile>;
    readonly cwd?: string;
  } = {},
): Promise<Process | number> {
  const found = process.system.find(argv[0] ?? "", process.env.get("PATH"), process.cwd);
  if (found.kind !== "program") return notStarted(process, argv[0] ?? "", found.kind, options.missing);
  try {
    return process.spawn({
      argv,
      env: process.env,
      cwd: options.cwd ?? process.cwd,
      files: options.files ?? process.files,
      program: found.program,
      ...(options.ownGroup === undefined ? {} : { ownGroup: options.ownGroup }),
    });
  } catch (error) {
    if (errorCode(error) !== "EAGAIN") throw error;
    await complain(process, `cannot fork: ${errorText(error)}`);
    return 125;
  }
}

/** Becomes another command. @returns its exit code */
export async function become(process: OwnProcess, argv: readonly string[], missing?: string): Promise<number> {
  const found = process.system.find(argv[0] ?? "", process.env.get("PATH"), process.cwd);
  if (found.kind !== "program") return notStarted(process, argv[0] ?? "", found.kind, missing);
  return process.exec(argv, found.program);
}

async function notStarted(
  process: OwnProcess,
  name: string,
  kind: "missing" | "denied",
  said = `failed to run command ‘${name}’`,
): Promise<number> {
  await complain(process, `${said}: ${kind === "missing" ? "No such file or directory" : "Permission denied"}`);
  return kind === "missing" ? 127 : 126;
}

export const timeout: Program = native(
  {
    values: "sk",
    flags: "vfp",
    long: { signal: "s=", "kill-after": "k=", "preserve-status": "preserve", foreground: "f", verbose: "v" },
    inOrder: true,
  },
  async (process, options) => {
    const [limit, ...argv] = options.operands;
    if (limit === undefined || argv.length === 0) throw new UsageError("missing operand");
    const durations = [limit, options.value("k")].map((text) => {
      const ms = text === undefined ? Infinity : parseDuration(text);
      if (ms === undefined) throw new UsageError(`invalid time interval ‘${text}’`);
      return ms;
    });
    const signal = signalOf(options.value("s") ?? "TERM");
    if (!signal) throw new UsageError(`‘${options.value("s")}’: invalid signal`);
    if (!options.has("f")) process.lead();
    const child = await startChild(process, argv, { ownGroup: !options.has("f") });
    if (typeof child === "number") return child;
    const pass = (name: SignalName): void => process.system.killGroup(child.group, name);
    const forward = (name: SignalName): void => {
      if (options.has("f")) return child.kill(name);
      pass(name);
      pass("SIGCONT");
    };
    for (const name of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const) process.onSignal(name, () => forward(name));
    const [ms = Infinity, killMs = Infinity] = durations;
    if (!(await comesWithin(process, child.ended, ms || Infinity))) {
      if (options.has("v")) await complain(process, `sending signal ${signal.slice(3)} to command ‘${argv[0]}’`);
      forward(signal);
      if (!(await comesWithin(process, child.ended, killMs))) forward("SIGKILL");
      const status = await child.ended;
      if (status.signal === "SIGKILL") return 137;
      return options.has("p", "preserve") ? status.code : 124;
    }
    return (await child.ended).code;
  },
  125,
);

export const kill: Program = async (process) => {
  const args = process.argv.slice(1);
  const [first = ""] = args;
  if (first === "-l" || first === "-L" || first === "--list") return listSignals(process, args.slice(1));
  let signal: SignalName | "none" | undefined = "SIGTERM";
  if (first === "-s" || first === "-n" || first === "--signal") {
    signal = args[1] === "0" ? "none" : signalOf(args[1] ?? "");
    args.splice(0, 2);
  } else if (first.startsWith("--signal=") || (/^-[\w+]/.test(first) && args.length > 1)) {
    const text = first.replace(/^--signal=|^-/, "");
    signal = text === "0" ? "none" : signalOf(text);
    args.shift();
  }
  if (!signal) {
    await complain(process, `${first}: invalid signal specification`);
    return 1;
  }
  if (args[0] === "--") args.shift();
  if (args.length === 0) {
    await complain(process, "not enough arguments");
    return 1;
  }
  let code = 0;
  for (const text of args) {
    const problem = send(process, text, signal);
    if (problem === undefined) continue;
    await complain(process, problem);
    code = 1;
  }
  return code;
};

/** @param text a pid; negative: a group; 0: the group of whoever asks */
function send(process: OwnProcess, text: string, signal: SignalName | "none"): string | undefined {
  if (!/^-?\d+$/.test(text)) return `failed to parse argument: '${text}'`;
  const number = Number(text);
  const { processes } = process.system;
  const targets = [...processes.values()].filter(({ pid, group }) =>
    number === -1
      ? pid !== 1 && pid !== process.pid
      : number > 0
        ? pid === number
        : group === (-number || process.group),
  );
  if (targets.length === 0) return `(${text}): ${errorText({ code: "ESRCH" })}`;
  if (signal !== "none") for (const target of targets) target.kill(signal);
  return undefined;
}

async function listSignals(process: OwnProcess, args: readonly string[]): Promise<number> {
  if (args.length === 0) {
    await process.write(1, `${SIGNALS.map(([name]) => name.slice(3)).join(" ")}\n`);
    return 0;
  }
  for (const text of args) {
    const number = Number(text);
    const signal = signalOf(number > 128 ? String(number - 128) : text);
    if (!signal) {
      await complain(process, `unknown signal: ${text}`);
      return 1;
    }
    await process.write(1, `${/^\d+$/.test(text) ? signal.slice(3) : signalNumber(signal)}\n`);
  }
  return 0;
}
