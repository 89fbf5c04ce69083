/** A place in which what others have written is looked for. */
export interface SpaceRoot {
  /** Of the container; `/` for what is nowhere else. */
  readonly path: string;
  /** The folder of this machine in which only that is. */
  readonly folder: string;
  /** What is below shows through in it: names that are gone are devices there. */
  readonly isOverlay: boolean;
}

/** Folders of this machine in which others find what a container has on its disk. */
export interface DiskSpace {
  /** The longest paths first. */
  readonly roots: readonly SpaceRoot[];
  /** Whether links lead to what the container finds by them, and not to files of the machine. */
  readonly keepsLinks: boolean;
  /** Where this process finds a path of the container, as they see it. */
  real(path: string): string;
}
