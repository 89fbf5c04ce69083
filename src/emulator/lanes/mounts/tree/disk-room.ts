/** What a directory takes of a disk. */
export const DIRECTORY_BYTES = 4096;

/** The room on the disk of one container: what it writes outside of mounts takes of it, and gives it back. */
export class DiskRoom {
  readonly bytes: number;
  /** Bytes that are left. */
  left: number;

  constructor(bytes: number) {
    this.bytes = bytes;
    this.left = bytes;
  }
}

/** What one file or directory takes of a disk, if it is on one. */
export class RoomTaken {
  /** `undefined`: it takes nothing of any. */
  room: DiskRoom | undefined;
  #bytes = 0;

  /** How many bytes there is no room for, were it to take so many. */
  missing(bytes: number): number {
    return this.room ? Math.max(0, bytes - this.#bytes - Math.max(0, this.room.left)) : 0;
  }

  /** It takes so many now. */
  take(bytes: number): void {
    if (!this.room) return;
    this.room.left -= bytes - this.#bytes;
    this.#bytes = bytes;
  }
}
