import type { SignalName } from "../../processes/process.js";

/** By number, as Linux has them. */
const NUMBERS: Readonly<Record<number, SignalName>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  5: "SIGTRAP",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  10: "SIGUSR1",
  11: "SIGSEGV",
  12: "SIGUSR2",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
  16: "SIGSTKFLT",
  17: "SIGCHLD",
  18: "SIGCONT",
  19: "SIGSTOP",
  20: "SIGTSTP",
  21: "SIGTTIN",
  22: "SIGTTOU",
  23: "SIGURG",
  24: "SIGXCPU",
  25: "SIGXFSZ",
  26: "SIGVTALRM",
  27: "SIGPROF",
  28: "SIGWINCH",
  29: "SIGIO",
  30: "SIGPWR",
  31: "SIGSYS",
};
const SIGNALS = Object.entries(NUMBERS).map(([number, name]) => ({ number: Number(number), name }));

/** What bash tells of a process that a signal has ended. */
const DESCRIPTIONS: Readonly<Partial<Record<SignalName, string>>> = {
  SIGHUP: "Hangup",
  SIGQUIT: "Quit",
  SIGILL: "Illegal instruction",
  SIGTRAP: "Trace/breakpoint trap",
  SIGABRT: "Aborted",
  SIGBUS: "Bus error",
  SIGFPE: "Floating point exception",
  SIGKILL: "Killed",
  SIGUSR1: "User defined signal 1",
  SIGSEGV: "Segmentation fault",
  SIGUSR2: "User defined signal 2",
  SIGALRM: "Alarm clock",
  SIGTERM: "Terminated",
};

export function allSignals(): readonly { readonly number: number; readonly name: SignalName }[] {
  return SIGNALS;
}

/** By name with or without `SIG`, in any case, or by number. */
export function signalOf(text: string): { readonly number: number; readonly name: SignalName } | undefined {
  if (/^\d+$/.test(text)) return SIGNALS.find(({ number }) => number === Number(text));
  const name = text.toUpperCase().replace(/^SIG/, "");
  return SIGNALS.find((signal) => signal.name === `SIG${name}`);
}

export function describeSignal(signal: SignalName): string {
  return DESCRIPTIONS[signal] ?? signal;
}
