/** The command line cannot be understood: reported with the usage, exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
  /** How the command is called. */
  readonly usage: string;

  constructor(message: string, usage: string) {
    super(message);
    this.usage = usage;
  }
}
