import { ReportedError } from "./reported-error.js";

/** The run was ended by Ctrl-C. Exit code 130. */
export class Interrupted extends ReportedError {
  override name = "Interrupted";

  constructor() {
    super("Interrupted.");
    this.stack = `${this.name}: ${this.message}`; // wherever that was, the code there is not to blame
  }
}
