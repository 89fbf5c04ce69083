/** Where a process may read and write: what its descriptors stand for, shared by all that have inherited it. */
export interface OpenFile {
  /** It is a terminal, where programs show more than in a pipe. */
  readonly isTerminal: boolean;
  /** Of a terminal: from now on, that process group hears keys such as Ctrl-C. */
  takeForeground?(group: number): void;
  /** How large a terminal is, in characters. */
  readonly window?: { readonly columns: number; readonly rows: number } | undefined;
  /** Where it is on the disk, if that is what it is. */
  readonly path?: string | undefined;
  /**
   * What there is, as soon as there is something; nothing at its end.
   * @param size how many bytes at most; left out, whatever there is
   * @param signal gives up: what comes later is for others
   * @throws ShellError EBADF if it cannot be read
   */
  read(size?: number, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * Resolves when there is room for more.
   * @throws ShellError EPIPE if nobody is going to read it, EBADF if it cannot be written, ENOSPC
   */
  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Nothing can be read of it, ever: the end of a pipe. */
  readonly isOutput?: boolean | undefined;
  /** It is one end of a connection, or listens for such. */
  readonly isSocket?: boolean | undefined;
  /**
   * Of what may be full: how many bytes can be written without waiting, any number once nobody is going to read them.
   * Left out: any number.
   */
  readonly room?: number | undefined;
  /** Resolves when there is room; rejects as the signal comes. */
  hasRoom?(signal: AbortSignal): Promise<void>;
  /** Of a file of the disk: the last bytes that were read, this many, are read again next. */
  unread?(size: number): void;
  /** Of a connection: nothing more is going to be written to it. */
  end?(): void;
  /** One more has it. */
  retain(): void;
  /** One who had it has closed it; the last one closes it for good. */
  release(): void;
}

/** An error as the system tells it. */
export class ShellError extends Error {
  override readonly name: string = "ShellError";
  /** Such as `ENOENT`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
