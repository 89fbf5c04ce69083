import type { SignalName } from "./process.js";

/** Those of Linux, whatever this machine is. */
const NUMBERS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const satisfies Partial<Record<SignalName, number>>;

/** Every signal with its number, in ascending order. */
export const SIGNALS: readonly (readonly [SignalName, number])[] = Object.entries(NUMBERS).map(
  ([name, number]) => [name as SignalName, number] as const,
);

const BY_NAME: ReadonlyMap<string, number> = new Map(SIGNALS);
const BY_NUMBER: ReadonlyMap<number, SignalName> = new Map(SIGNALS.map(([name, number]) => [number, name]));
const ALIASES: ReadonlyMap<string, SignalName> = new Map([
  ["SIGCLD", "SIGCHLD"],
  ["SIGIOT", "SIGABRT"],
  ["SIGPOLL", "SIGIO"],
]);

/** What a signal does to a process that has no handler for it. */
export function defaultAction(signal: SignalName): "ignore" | "stop" | "end" {
  switch (signal) {
    case "SIGCHLD":
    case "SIGCONT":
    case "SIGURG":
    case "SIGWINCH":
      return "ignore";
    case "SIGSTOP":
    case "SIGTSTP":
    case "SIGTTIN":
    case "SIGTTOU":
      return "stop";
    default:
      return "end";
  }
}

/** From 1 to 31; 0 for what Linux does not have. */
export function signalNumber(signal: SignalName): number {
  return BY_NAME.get(ALIASES.get(signal) ?? signal) ?? 0;
}

/** @param text a number, or a name in either case, with or without `SIG` */
export function signalOf(text: string): SignalName | undefined {
  if (/^\d+$/.test(text)) return BY_NUMBER.get(Number(text));
  const upper = text.toUpperCase();
  const name = upper.startsWith("SIG") ? upper : `SIG${upper}`;
  return BY_NAME.has(name) ? (name as SignalName) : ALIASES.get(name);
}
