import type { Session } from "../session/session.js";

/** A hydrated function: whom to ask, and for what. */
export interface HydratedFunction {
  readonly session: Session;
  readonly functionId: string;
}

/** What maps and generators need of a function. */
export interface Callee {
  /** Finds the function out, if need be. @param from the session to look in; left out, the one in sight */
  hydrated(from?: Session): Promise<HydratedFunction>;
}
