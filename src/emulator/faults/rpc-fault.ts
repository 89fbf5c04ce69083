import type { RpcCode } from "../../contract/client-commands.js";
import type { FaultFrequency } from "./fault-error.js";

/** A call of one of Modal's own clients that a fault may hit, as it comes in. */
export interface RpcAccess {
  /** Such as `FunctionMap`. */
  readonly method: string;
  /** How often the client has tried, from 1. */
  readonly attempt: number;
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
}

/** What goes wrong with calls of Modal's own clients, and when. */
export interface RpcFaultOptions extends FaultFrequency {
  /** Numbers of calls, from 1, in the order in which the chosen ones come in after the fault was given. Default: all. */
  calls?: number | readonly number[];
  /** Numbers of the client's attempts, from 1. Default: all. */
  attempts?: number | readonly number[];
  /** Hits only calls that this is true for. */
  when?: (call: RpcAccess) => boolean;
  /**
   * How the call ends. Default: `"RESOURCE_EXHAUSTED"` with `retryAfterMs`, else `"UNAVAILABLE"`, unless there is only a
   * `delayMs`.
   */
  code?: RpcCode;
  /** What the client is told. Default: a text that names the method. */
  message?: string;
  /** Virtual milliseconds before the call is carried out, or fails; more than 0. */
  delayMs?: number;
  /** Asks the client to try again after so many milliseconds, as an overloaded server does; more than 0. */
  retryAfterMs?: number;
  /** Of a streamed answer, so many messages come, 0 or more; then the connection is cut. Others fail at once. */
  afterMessages?: number;
  /** The call is carried out, and its answer is lost. Not together with `afterMessages`. Default: false. */
  losesAnswer?: boolean;
}
