/** Somebody who uses a container's disk beside it, such as a program. */
export interface DiskUser {
  /** Whether it may have changed something since it was last looked at. */
  readonly isBusy: boolean;
  /** Files that it has open. */
  readonly openPaths: Iterable<string>;
  /** The container has changed what is at a path. */
  changed(path: string): void;
  /** The container is about to look at what is at a path, or at all there is. */
  look(path?: string): void;
  /** The container is gone. */
  close(): void;
}

/** Hears of what a container does to its disk. */
export interface DiskListener {
  /** What is at a path has changed. */
  changed(path: string): void;
  /** The container works in another directory from now on. */
  moved(directory: string): void;
}

/** All of them. */
export class DiskUsers {
  readonly #all: DiskUser[] = [];

  add(user: DiskUser): void {
    this.#all.push(user);
  }

  get areBusy(): boolean {
    return this.#all.some(({ isBusy }) => isBusy);
  }

  get openPaths(): string[] {
    return this.#all.flatMap(({ openPaths }) => [...openPaths]);
  }

  changed(path: string): void {
    for (const user of this.#all) user.changed(path);
  }

  look(path?: string): void {
    for (const user of this.#all) if (user.isBusy) user.look(path);
  }

  close(): void {
    for (const user of this.#all) user.close();
  }
}
