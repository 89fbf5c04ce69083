import type { Session } from "../../api/session/session.js";
import type { Polls } from "../rpc/polls.js";
import type { ControlPlaneHandlers, RouterHandlers } from "../rpc/handlers.js";

/** Part of the control plane: its handlers, over a world. */
export type Service = (session: Session, polls: Polls) => ControlPlaneHandlers;

/** Part of the task command router. */
export type RouterService = (session: Session, polls: Polls) => RouterHandlers;

/** A field that is not set is empty. */
export function orUndefined<T extends string | number>(value: T | null | undefined): T | undefined {
  return value === "" || value === 0 || value === null ? undefined : value;
}
