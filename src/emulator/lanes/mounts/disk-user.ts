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

const NOBODY: readonly never[] = [];

/** Hears of what a container does to its disk. */
export interface DiskListener {
  /** What is at a path has changed. */
  changed(path: string): void;
  /** The container works in another directory from now on. */
  moved(directory: string): void;
}

/** All of them, of one container: most have none. */
export class DiskUsers {
  #all: readonly DiskUser[] = NOBODY;
  #listeners: Set<DiskListener> | undefined;

  add(user: DiskUser): void {
    this.#all = [...this.#all, user];
  }

  listen(listener: DiskListener): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  ignore(listener: DiskListener): void {
    this.#listeners?.delete(listener);
  }

  get areBusy(): boolean {
    return this.#all.some(({ isBusy }) => isBusy);
  }

  get openPaths(): string[] {
    return this.#all.flatMap(({ openPaths }) => [...openPaths]);
  }

  changed(path: string): void {
    for (const user of this.#all) user.changed(path);
    for (const listener of this.#listeners ?? NOBODY) listener.changed(path);
  }

  moved(directory: string): void {
    for (const listener of this.#listeners ?? NOBODY) listener.moved(directory);
  }

  look(path?: string): void {
    for (const user of this.#all) if (user.isBusy) user.look(path);
  }

  close(): void {
    for (const user of this.#all) user.close();
  }
}
