import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { textOf } from "../values/shell-text.js";

export interface LineOptions {
  /** One character; empty: a zero byte. `undefined`: there is none. */
  readonly delimiter: string | undefined;
  /** How many characters at most. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  /** What follows a backslash does not end the line. */
  readonly escapes?: boolean;
}

export interface Line {
  /** Without its delimiter. */
  readonly text: string;
  /** There was no delimiter before the end. */
  readonly ended: boolean;
}

/**
 * Reads no byte more than the line has: what follows is for others.
 * @throws CommandError if the descriptor is not open
 */
export async function readLine(shell: Shell, fd: number, options: LineOptions): Promise<Line> {
  const file = shell.process.files.get(fd);
  if (!file) throw new CommandError(`read: ${fd}: invalid file descriptor: Bad file descriptor`);
  const delimiter = options.delimiter === undefined ? -1 : options.delimiter.charCodeAt(0) || 0;
  const bytes: number[] = [];
  let [letters, escaped] = [0, false];
  for (;;) {
    const chunk = await shell.unlessKilled(
      file.read(1, options.signal ?? shell.interruption?.signal ?? shell.process.killed),
    );
    const [byte] = chunk;
    if (byte === undefined) return { text: textOf(Uint8Array.from(bytes)), ended: true };
    if (byte === delimiter && !escaped) return { text: textOf(Uint8Array.from(bytes)), ended: false };
    if (byte === 0) continue;
    bytes.push(byte);
    const continues = escaped && byte === 10;
    escaped = options.escapes === true && byte === 92 && !escaped;
    // bytes that go on with a character count with it
    if ((byte & 0xc0) !== 0x80 && !continues && !escaped) letters++;
    if (options.limit !== undefined && letters >= options.limit && (byte < 0x80 || isWhole(bytes))) {
      return { text: textOf(Uint8Array.from(bytes)), ended: false };
    }
  }
}

function isWhole(bytes: readonly number[]): boolean {
  const begin = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  const first = bytes[begin] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return bytes.length - begin >= length;
}
