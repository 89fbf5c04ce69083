import type { Holder } from "./state-lock.js";

/** Another process changes the state, and takes commands meanwhile. */
export class StateIsServed extends Error {
  override name = "StateIsServed";
  readonly holder: Holder & Required<Pick<Holder, "door">>;

  constructor(holder: Holder & Required<Pick<Holder, "door">>) {
    super(`The state is in use by process ${holder.pid}.`);
    this.holder = holder;
  }
}
