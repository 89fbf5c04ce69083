/** What commands of `learn` take. */
export interface LearnOptions {
  readonly dir?: string;
  readonly once?: true;
  readonly watch?: true;
  readonly json?: true;
  readonly all?: true;
  /** Real seconds. */
  readonly timeLimit?: number;
  /** Number or name of the lesson to begin with. */
  readonly lesson?: string;
}

const LIMIT_SECONDS = 10;

/** Real milliseconds that an exercise may take. */
export function limitMsOf({ timeLimit = LIMIT_SECONDS }: LearnOptions): number {
  return timeLimit * 1000;
}
