import type { WebSettings } from "../../../contract/web-settings.js";
import type { OwnPorts } from "../ports/own-ports.js";
import type { WebEnd, WebHead, WebPiece, WebRequest } from "../../../contract/web-commands.js";

/** A request in its container, and the way for its answer. */
export interface Exchange {
  readonly request: WebRequest;
  /** Aborts when the client goes away, and when the input is interrupted. */
  readonly signal: AbortSignal;
  /**
   * The next piece of the request's body, or message of its WebSocket; `undefined` at the end. Rejects when it breaks
   * off.
   */
  next(): Promise<WebPiece | undefined>;
  /** How the request's side ended, once it has. */
  readonly ended: WebEnd | undefined;
  respond(head: WebHead): void;
  /** @returns what to wait for before more is written, if the client is behind */
  write(piece: WebPiece): Promise<void> | undefined;
  /** The answer is complete. */
  end(end?: WebEnd): void;
}

/** What answers web requests in a container: made once in each. */
export interface WebApp {
  /** Answers one; what it throws before there is a head is the input's failure. */
  serve(exchange: Exchange): Promise<void>;
}

/** What is known of a web function in its container. */
export interface WebFunction {
  /** For messages. */
  readonly name: string;
  readonly settings: WebSettings;
  /** What its user wrote: a factory of an app, or an endpoint; bound to its object. */
  readonly fn: CallableFunction;
  /** The same, not bound. */
  readonly code: CallableFunction;
}

/** A container that answers web requests. */
export interface WebContainer {
  /** What its servers listen on. */
  readonly ports: OwnPorts;
  /** Holds time until something real is done. */
  io<T>(what: string, body: () => Promise<T>): Promise<T>;
  /** Ends it: what it runs is lost, and runs again elsewhere. */
  kill(reason: string): never;
  /** What happens in it depends on something real, from here on. */
  nondeterministic(reason: string): void;
  /** It takes no further inputs. */
  retire(reason: string): void;
}

/** Makes what answers the requests of a web function. */
export type MakeWebApp = (made: WebFunction) => Promise<WebApp>;
