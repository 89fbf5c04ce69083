/** A place in which what programs have written is looked for. */
export interface SpaceRoot {
  /** Of the container; `/` for what is nowhere else. */
  readonly path: string;
  /** The folder of this machine in which only that is. */
  readonly folder: string;
  /** What is below shows through in it: names that are gone are devices there. */
  readonly isOverlay: boolean;
}

/** How a program is started, as Node hands it to its own code. */
export interface Started {
  readonly file: string;
  /** With the name of the program. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** As whom; whoever may enter the space may not be that yet. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** Where the programs of a container find its disk. */
export interface ProgramSpace {
  readonly way: "namespace" | "translate";
  /** The longest paths first. */
  readonly roots: readonly SpaceRoot[];
  /** Where this process finds a path of the container, as programs see it. */
  real(path: string): string;
  /** What is started in the stead of a program, so that it finds the disk. */
  command(program: Started): Started;
  close(): void;
}
