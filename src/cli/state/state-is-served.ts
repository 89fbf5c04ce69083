import { ReportedError } from "../endings/reported-error.js";
import type { Holder } from "./state-lock.js";

/** Another process changes the state, and takes commands meanwhile. */
export class StateIsServed extends ReportedError {
  override name = "StateIsServed";
  readonly holder: Holder & Required<Pick<Holder, "door">>;

  constructor(holder: Holder & Required<Pick<Holder, "door">>) {
    super(`The state is served by process ${holder.pid} (${holder.command}).`);
    this.holder = holder;
  }
}
