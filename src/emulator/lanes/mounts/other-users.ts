/** Programs that use a container's disk beside it. */
export interface OtherUsers {
  /** Whether they can be let find it. */
  readonly findTheirDisk: boolean;
  readonly areRunning: boolean;
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
