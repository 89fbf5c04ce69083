/** Its message is all there is to say: shown as it is, exit code 1. */
export class ReportedError extends Error {
  override name = "ReportedError";
}
