import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AnyFunction } from "./function-types.js";

/** A function that answers web requests: it is reached by its address, and has no `remote`. */
export interface WebFunction_<B> extends AnyFunction {
  /** Where it is reached, `undefined` while it is not known. */
  readonly webUrl: string | undefined;
  /** Where it is reached. */
  getWebUrl(): Promise<string>;
  /** Calls the function here and now. */
  readonly local: B;
  /** The function that was wrapped. */
  getRawFunction(): B;
}

/** A handler of the web platform's kind, or an object that has one, and hooks for WebSockets if it takes any. */
export type FetchApp =
  | ((request: Request) => Response | Promise<Response>)
  | { fetch(request: Request): Response | Promise<Response>; readonly websocket?: SocketHooks };

/** The client's end of a WebSocket, as the hooks of an app have it. */
export interface SocketPeer {
  readonly id: string;
  /** That asked for it. */
  readonly request: Request;
  /** Of the app, for this WebSocket. */
  readonly context: Record<string, unknown>;
  send(message: unknown): unknown;
  close(code?: number, reason?: string): void;
  terminate(): void;
  subscribe(topic: string): unknown;
  unsubscribe(topic: string): unknown;
  /** Sends to all others that have subscribed to a topic. */
  publish(topic: string, message: unknown): unknown;
}

/** A message of a client. */
export interface PeerMessage {
  /** A text, or bytes. */
  readonly rawData: unknown;
  text(): string;
  json<T = unknown>(): T;
  uint8Array(): Uint8Array;
}

/** What an app does about WebSockets, as `crossws` has it. */
export interface SocketHooks {
  /** May refuse, by throwing or returning a `Response`. */
  upgrade?(request: Request): unknown;
  open?(peer: SocketPeer): unknown;
  message?(peer: SocketPeer, message: PeerMessage): unknown;
  close?(peer: SocketPeer, details: { code?: number; reason?: string }): unknown;
  error?(peer: SocketPeer, error: globalThis.Error): unknown;
}

/** A handler of Node's kind, or a server. */
export type NodeApp = ((request: IncomingMessage, response: ServerResponse) => unknown) | Server;

/** What `asgiApp` wraps: makes the app, once in each container. */
// eslint-disable-next-line typescript/no-explicit-any -- factories are written with any `this`
export type FetchFactory = (this: any) => FetchApp | Promise<FetchApp>;
/** What `wsgiApp` wraps: makes the app, once in each container. */
// eslint-disable-next-line typescript/no-explicit-any -- as above
export type NodeFactory = (this: any) => NodeApp | Promise<NodeApp>;
