/** How large a program is, by one run of it. */
export interface Extent {
  /** Rounds in which the order could matter. */
  readonly rounds: number;
  readonly inputs: number;
  readonly containers: number;
  /** Most operations that one attempt has asked for. */
  readonly operations: number;
}
