import type { Wire } from "./wire.js";

/* Web requests and their answers, as they cross: heads, and bodies in pieces. */

/** Names and values of headers, in order; names may occur more than once. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A piece of a body, or a message of a WebSocket. */
export type WebPiece = string | Uint8Array<ArrayBuffer>;

/** How a body, or one side of a WebSocket, ends. */
export interface WebEnd {
  /** Of a WebSocket: its code and reason of closing. */
  readonly close?: { readonly code: number; readonly reason: string };
  /** It broke off. */
  readonly error?: Wire;
}

/** A request as its function gets it. */
export interface WebRequest {
  /** Absolute. */
  readonly url: string;
  /** Under which its client has reached it at a port of this machine: what the app makes links of. */
  readonly localUrl?: string | undefined;
  /** The IP address of its client, if it comes of a connection. */
  readonly clientAddress?: string | undefined;
  /** What its client has written in the place of the path, if it comes of a connection: nothing in it is normalized. */
  readonly target?: string | undefined;
  /** In capitals. */
  readonly method: string;
  readonly headers: HeaderList;
  /** The beginning of the body. */
  readonly body: WebPiece | null;
  /** More of the body is going to come. */
  readonly isOpen: boolean;
  /** It asks for a WebSocket. */
  readonly isSocket: boolean;
}

export interface WebHead {
  /** From 200 to 999; 101 for a WebSocket. */
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
}

/** What is there of an answer. */
export interface WebAnswerPart {
  readonly pieces: readonly WebPiece[];
  /** Set once nothing more is going to come. */
  readonly end?: WebEnd | undefined;
}

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/**
 * Requests are named by whoever sends them, so that they can be given up before there is an answer: `exchange` is a
 * number of the client's own.
 */
export interface WebCommands {
  /**
   * Answered when there is a head. Instead of an absolute URL, a path is one of the only web function of the world.
   */
  readonly "web.open": Entry<{ exchange: number; request: WebRequest }, WebAnswerPart & { head: WebHead; url: string }>;
  /**
   * More of the request's body. Answered when there is room for more. Until the body is complete no time passes for its
   * `web.open`, but from nothing of it, without an end, until there is more.
   */
  readonly "web.send": Entry<{ exchange: number; pieces: readonly WebPiece[]; end?: WebEnd | undefined }, null>;
  /**
   * Answered with what is there of the answer's body and was not taken yet, as soon as there is something; with nothing
   * if it is asked for once more meanwhile. No time passes for one that `isPassive`.
   */
  readonly "web.take": Entry<{ exchange: number; isPassive?: boolean | undefined }, WebAnswerPart>;
  /** The client has gone away. */
  readonly "web.leave": Entry<{ exchange: number }, null>;
  /** Where a function is reached. */
  readonly "function.webUrl": Entry<{ functionId: string }, string | null>;
}
