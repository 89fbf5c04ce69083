/** A place in which what others have written is looked for. */
export interface SpaceRoot {
  /** Of the container; `/` for what is nowhere else. */
  readonly path: string;
  /** The folder of this machine in which only that is. */
  readonly folder: string;
  /** What is below shows through in it: names that are gone are devices there. */
  readonly isOverlay: boolean;
  /** Whether the machine's own `/dev`, `/proc` and `/sys` are in it: nothing there is the container's. */
  readonly hasSystem?: boolean;
}

/** Whether a path is of what the machine has of its own in a root. */
export function isSystem({ hasSystem }: SpaceRoot, path: string): boolean {
  return hasSystem === true && /^\/(?:dev|proc|sys)(?:\/|$)/.test(path);
}

/** Folders of this machine in which others find what a container has on its disk. */
export interface DiskSpace {
  /** The longest paths first. */
  readonly roots: readonly SpaceRoot[];
  /**
   * What a link says there, so that it leads to what the container finds by it, and not to files of the machine.
   * @param path of the link
   * @returns `undefined` if it is left out
   */
  linkTo(path: string, target: string): string | undefined;
  /** What a link that others have made says to the container. */
  linkFrom(text: string): string;
  /** Where this process finds a path of the container, as they see it. */
  real(path: string): string;
}
