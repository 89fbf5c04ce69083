/** Says why something that was asked for fails. */
export interface Failing {
  fail(errorClass: string, message: string): void;
}
