import type { OwnProcess, SignalName } from "../../processes/process.js";
import { allSignals, signalOf } from "./shell-signals.js";

const PSEUDO = ["EXIT", "DEBUG", "ERR", "RETURN"];

/** What `trap` has set, and signals that have come and whose commands have not run yet. */
export class Traps {
  #process: OwnProcess;
  /** By `EXIT`, `ERR`, `DEBUG`, `RETURN` or the name of a signal; empty: it is ignored. */
  readonly #commands = new Map<string, string>();
  /** What becomes of signals otherwise. */
  readonly #usual = new Map<string, () => void>();
  readonly #pending: string[] = [];
  #wake = Promise.withResolvers<void>();

  constructor(process: OwnProcess) {
    this.#process = process;
  }

  /** Resolves when a signal comes that has a trap. */
  get signalled(): Promise<void> {
    return this.#wake.promise;
  }

  get(name: string): string | undefined {
    return this.#commands.get(name);
  }

  /** In bash's order: EXIT, signals by number, the others. */
  entries(): readonly (readonly [string, string])[] {
    const order = ["EXIT", ...allSignals().map(({ name }) => name as string), ...PSEUDO.slice(1)];
    return [...this.#commands].toSorted(([left], [right]) => order.indexOf(left) - order.indexOf(right));
  }

  /** @param command empty: ignored; `undefined`: as by default */
  set(name: string, command: string | undefined): void {
    if (command === undefined) this.#commands.delete(name);
    else this.#commands.set(name, command);
    this.#listen(name, command);
  }

  /** What becomes of a signal without a command, instead of what the system does. Parts of the shell do not have it. */
  setUsual(signal: SignalName, handler: () => void): void {
    this.#usual.set(signal, handler);
    if (!this.#commands.has(signal)) this.#process.onSignal(signal, handler);
  }

  /** From now on, it is about signals of another process. */
  attach(process: OwnProcess): void {
    this.#process = process;
    for (const [name, command] of this.#commands) this.#listen(name, command);
  }

  #listen(name: string, command: string | undefined): void {
    if (PSEUDO.includes(name)) return;
    const signal = name as SignalName;
    if (command === undefined) this.#process.onSignal(signal, this.#usual.get(name) ?? "default");
    else if (command === "") this.#process.onSignal(signal, "ignore");
    else this.#process.onSignal(signal, () => this.#receive(name));
  }

  /** What is to run now. */
  takePending(): string | undefined {
    return this.#pending.shift();
  }

  /** What a command that it interrupts ends with. */
  get pendingCode(): number {
    return 128 + (signalOf(this.#pending[0] ?? "")?.number ?? 0);
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** As a program has it that replaces the shell: commands are gone, what is ignored stays ignored. */
  reset(): void {
    for (const [name, command] of this.#commands) if (command !== "") this.set(name, undefined);
  }

  /** As a part of a shell has it. @param errors ERR, and DEBUG, are inherited */
  inherit(other: Traps, { errors, debug }: { errors: boolean; debug: boolean }): void {
    for (const [name, command] of other.#commands) {
      const kept = command === "" || (name === "ERR" && errors) || (debug && (name === "DEBUG" || name === "RETURN"));
      if (kept) this.#commands.set(name, command);
    }
  }

  #receive(name: string): void {
    this.#pending.push(name);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
