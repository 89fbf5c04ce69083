import { concat, encode } from "./bytes.js";
import type { OpenFile } from "./open-file.js";
import { Pipe } from "./pipe.js";
import type { SignalName } from "./process.js";
import { shellError } from "./system-errors.js";
import { TypedInput } from "./typed-input.js";

const NEWLINE = 10;
const RETURN = 13;
const END = 4;
const KILL_LINE = 21;
const BACKSPACES: readonly number[] = [8, 127];
const SIGNAL_KEYS: ReadonlyMap<number, SignalName> = new Map([
  [3, "SIGINT"],
  [26, "SIGTSTP"],
  [28, "SIGQUIT"],
]);

/** How large a terminal is, in characters. */
export interface TerminalWindow {
  readonly columns: number;
  readonly rows: number;
}

/** Signals every process of a group. */
export type SignalGroup = (group: number, signal: SignalName) => void;

/**
 * A terminal between a person, who types and reads what is on the screen, and processes, which have its file. It shows
 * what is typed, hands it on line by line, and signals the group in the foreground at Ctrl-C and its like; the screen
 * has `\r\n` where processes write `\n`.
 */
export class Terminal {
  /** What processes have, retained once. */
  readonly file: OpenFile;
  /** What is on the screen, as it comes; retained once. */
  readonly screen: OpenFile;
  /** The process group that hears keys such as Ctrl-C. */
  foreground: number | undefined;
  /** Keys come one by one and are not looked at, for programs that edit lines themselves. */
  isRaw = false;
  /** What is typed is shown. */
  echoes = true;
  readonly #signalGroup: SignalGroup;
  readonly #output = new Pipe();
  readonly #input: TypedInput;
  #window: TerminalWindow;
  #line: number[] = [];
  #holders = 1;

  /** @param listens hears whether processes wait for what is typed */
  constructor(
    signalGroup: SignalGroup,
    {
      window = { columns: 80, rows: 24 },
      listens,
    }: { readonly window?: TerminalWindow; readonly listens?: (isListening: boolean) => void } = {},
  ) {
    this.#signalGroup = signalGroup;
    this.#input = new TypedInput(listens);
    this.#window = window;
    this.screen = this.#output.readEnd;
    const current = (): TerminalWindow => this.#window;
    this.file = {
      isTerminal: true,
      path: "/dev/tty",
      takeForeground: (group) => void (this.foreground = group),
      get window() {
        return current();
      },
      read: (size = Infinity, signal) => this.#input.read(size, signal),
      write: (bytes, signal) => this.#output.writeEnd.write(withReturns(bytes), signal),
      retain: () => void this.#holders++,
      release: () => this.#released(),
    };
  }

  get window(): TerminalWindow {
    return this.#window;
  }

  resize(window: TerminalWindow): void {
    this.#window = window;
    this.#signal("SIGWINCH");
  }

  /** Keys, as a terminal sends them. @throws ShellError EPIPE after all processes have closed it */
  async type(keys: string | Uint8Array): Promise<void> {
    if (this.#holders === 0) throw shellError("EPIPE");
    const bytes = typeof keys === "string" ? encode(keys) : keys;
    const shown: number[] = [];
    const signals: SignalName[] = [];
    if (this.isRaw) {
      this.#input.add(bytes.slice());
      if (this.echoes) shown.push(...bytes);
    } else for (const byte of bytes) this.#key(byte === RETURN ? NEWLINE : byte, shown, signals);
    if (this.echoes && shown.length > 0) await this.#output.writeEnd.write(withReturns(Uint8Array.from(shown)));
    for (const signal of signals) this.#signal(signal); // whoever hears it may close the terminal
  }

  /** The person goes away: processes read its end, and the foreground hears SIGHUP. */
  hangUp(): void {
    this.#input.close();
    this.#signal("SIGHUP");
    this.screen.release();
  }

  #key(byte: number, shown: number[], signals: SignalName[]): void {
    const signal = SIGNAL_KEYS.get(byte);
    if (signal) {
      this.#line = [];
      shown.push(...encode(`^${String.fromCharCode(byte + 64)}`));
      if (signal !== "SIGTSTP") shown.push(NEWLINE);
      signals.push(signal);
      return;
    }
    if (BACKSPACES.includes(byte)) {
      if (this.#line.length === 0) return;
      while (((this.#line.pop() ?? 0) & 0xc0) === 0x80); // all of a character
      return void shown.push(...encode("\b \b"));
    }
    if (byte === KILL_LINE) {
      for (const each of this.#line) if ((each & 0xc0) !== 0x80) shown.push(...encode("\b \b"));
      this.#line = [];
      return;
    }
    if (byte !== END) {
      this.#line.push(byte);
      shown.push(byte);
    }
    if (byte !== NEWLINE && byte !== END) return;
    this.#input.add(Uint8Array.from(this.#line));
    this.#line = [];
  }

  #signal(signal: SignalName): void {
    if (this.foreground !== undefined) this.#signalGroup(this.foreground, signal);
  }

  #released(): void {
    if (this.#holders > 0 && --this.#holders === 0) this.#output.writeEnd.release();
  }
}

function withReturns(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
    parts.push(bytes.subarray(from, at), Uint8Array.of(RETURN, NEWLINE));
    from = at + 1;
  }
  return from === 0 ? bytes : concat([...parts, bytes.subarray(from)]);
}
