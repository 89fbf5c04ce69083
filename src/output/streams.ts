/** Where the command line writes: the part of a stream that it uses. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  /** A person watches: colours and a redrawn line are welcome. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters. */
  readonly columns?: number | undefined;
}

export interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
}

export type StreamName = keyof Streams;
