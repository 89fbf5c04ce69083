import type { FetchRequest, Outcome, SendOptions } from "../../contract/backend.js";
import type { Wire } from "../../contract/wire.js";
import type { Asking, CommandRequest, Reply } from "./protocol.js";
import type { ProgramDelivery } from "./sandbox-protocol.js";

/* What travels between the kernel and clients. */

/** Client to kernel, in program order. */
export type ClientRequest =
  | (CommandRequest & Pick<SendOptions, "isStale">)
  /** The sender does not want the answer to a command any more. */
  | { readonly type: "withdrawn"; readonly request: number }
  /** Answered as soon as all that anyone asked for until now is applied. */
  | { readonly type: "settle"; readonly request: number }
  | HostRequest;

/** What only the host says. */
export type HostRequest =
  | { readonly type: "output"; readonly inputId: string; readonly attempt: number; readonly outcome: Outcome }
  | { readonly type: "yield"; readonly inputId: string; readonly attempt: number; readonly item: Wire }
  | { readonly type: "fetched" | "programmed" | "prompted"; readonly id: number; readonly reply: Reply };

/** Kernel to a client. */
export type ClientDelivery = { readonly type: "reply"; readonly request: number; readonly reply: Reply } | HostDelivery;

/** Kernel to the host alone, which answers for mocks and stand-ins. */
export type HostDelivery =
  | {
      readonly type: "mock";
      readonly inputId: string;
      readonly callId: string;
      readonly attempt: number;
      readonly functionId: string;
      readonly args: Wire;
    }
  | { readonly type: "taken"; readonly inputId: string; readonly items: number }
  | { readonly type: "cancel"; readonly inputId: string }
  | {
      readonly type: "fetch";
      readonly id: number;
      readonly request: FetchRequest;
      /** Its URL is one of the world's own web functions. */
      readonly isOfWorld: boolean;
    }
  | { readonly type: "prompt"; readonly id: number; readonly asking: Asking }
  | ProgramDelivery;
