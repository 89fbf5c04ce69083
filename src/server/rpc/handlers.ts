import type { ModalClient, TaskCommandRouter } from "../protocol/modal.js";

/** What the handlers of a call are told beside its request. */
export interface RpcContext {
  header(name: string): string | undefined;
  /** Where the client has dialed: `host`, or `host:port`. */
  readonly authority: string;
  /** Aborts when the client does not want the answer any more. */
  readonly signal: AbortSignal;
}

/** A message of which only some fields are given: the others have their defaults. */
export type Init<T> = T extends Uint8Array | string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer E)[]
    ? readonly Init<E>[]
    : { readonly [K in keyof T]?: Init<T[K]> | undefined };

type Handler<M> = M extends (request: infer Q) => AsyncIterable<infer R>
  ? (request: Q, context: RpcContext) => AsyncIterable<Init<R>>
  : M extends (request: infer Q) => Promise<infer R>
    ? (request: Q, context: RpcContext) => Promise<Init<R>> | Init<R>
    : never;

/** Handlers of methods of a service, by their names. */
export type Handlers<S> = { readonly [M in keyof S]?: Handler<S[M]> };

export type ControlPlaneHandlers = Handlers<ModalClient>;
export type RouterHandlers = Handlers<TaskCommandRouter>;
