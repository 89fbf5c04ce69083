/** What is known of a file of the lower layer. Times are epoch milliseconds. */
export interface LowerFile {
  readonly ino: number;
  /** With the kind of file. */
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly atimeMs: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly birthtimeMs: number;
  /** Where a symbolic link leads. */
  readonly symlink: string | undefined;
}

/** Files that show through where a tree has none of its own, and that are never changed. */
export interface LowerFiles {
  /** What is at a path, links not being followed; `undefined` if nothing is. */
  look(path: string): LowerFile | undefined;
  isLink(path: string): boolean;
  /** Where a folder of the machine's is, without the links that lead there. @throws if it is not there */
  realFolder(path: string): string;
  /** The files that it has and the machine has not. */
  readonly own: Iterable<string>;
  /** Whether it has anything that the machine has not. */
  readonly hasOwn: boolean;
  /**
   * Whether what is at a path is other than what the machine has there.
   * @param isPassed only that there is a directory matters, and not what is in it
   */
  isOwn(path: string, isPassed: boolean): boolean;
  /** The names in a directory, sorted. */
  names(path: string): readonly string[];
  read(path: string): Uint8Array;
  /** For a file that is too large to be read at once. */
  open(path: string): LowerContent;
}

/** The content of a file of the lower layer as it is where it is. */
export interface LowerContent {
  readonly size: number;
  /** @returns how many bytes there were: fewer than asked for only at its end */
  read(target: Uint8Array, position: number): number;
  close(): void;
}
