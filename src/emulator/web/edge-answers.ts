import type { RequestProblem } from "../../checks/request-problem.js";
import type { Outcome } from "../../contract/backend.js";
import type { WebEnd, WebHead, WebPiece } from "../../contract/web-commands.js";
import type { AttemptStatus } from "../kernel/events.js";

/** An answer that no function gives, but whatever stands before all of them. */
export interface EdgeAnswer {
  readonly status: number;
  readonly text: string;
  /** It is JSON. */
  readonly isJson?: boolean;
  readonly location?: string;
}

/* Modal: docs/modal/web-endpoints.md#the-edge. */

export const NOT_DEPLOYED: EdgeAnswer = { status: 404, text: "modal-http: invalid function call" };
export const STOPPED: EdgeAnswer = { status: 404, text: "modal-http: app for invoked web endpoint is stopped" };
export const NO_CREDENTIALS: EdgeAnswer = {
  status: 401,
  text: "modal-http: missing credentials for proxy authorization",
};
export const WRONG_CREDENTIALS: EdgeAnswer = {
  status: 401,
  text: "modal-http: invalid credentials for proxy authorization",
};
export const TOO_LARGE: EdgeAnswer = { status: 413, text: "modal-http: the request body is too large" };
export const ASKED_ALREADY: EdgeAnswer = { status: 409, text: "modal-http: another request has asked for this result" };
export const ONLY_GET: EdgeAnswer = { status: 400, text: "modal-http: results are asked for with GET" };

/** Of a class whose constructor has arguments: a request has none. */
export function needsArguments(cls: string): EdgeAnswer {
  return {
    status: 400,
    text: `modal-http: the constructor of class ${cls} has arguments; requests can have parameters, in their query`,
  };
}

/** The parameters of a class are not what its query says. */
export function wrongParameters(problems: readonly RequestProblem[]): EdgeAnswer {
  return { status: 422, text: JSON.stringify({ detail: problems }), isJson: true };
}

/** What a client gets that has waited too long: where to ask on. */
export function askLater(location: string): EdgeAnswer {
  return { status: 303, text: "", location };
}

/** What a client gets if its input came to an end before there was an answer. */
export function failureOf(status: AttemptStatus | undefined, outcome: Outcome | undefined): EdgeAnswer {
  switch (status) {
    case "TIMEOUT":
      return { status: 504, text: "modal-http: the function call has hit its timeout" };
    case "TERMINATED":
      return { status: 502, text: "modal-http: the function call was cancelled" };
    case "INTERNAL_FAILURE":
      return { status: 502, text: "modal-http: the container was lost" };
    case "INIT_FAILURE":
      return { status: 500, text: "modal-http: the container could not start" };
    default:
      return { status: 500, text: outcome?.ok ? "modal-http: the function gave no answer" : "Internal Server Error" };
  }
}

const ENCODER = new TextEncoder();

export function edgeAnswer({ status, text, isJson = false, location }: EdgeAnswer): {
  head: WebHead;
  pieces: readonly WebPiece[];
  end: WebEnd;
} {
  const bytes = ENCODER.encode(text);
  const headers: [string, string][] = [
    ["content-type", isJson ? "application/json" : "text/plain; charset=utf-8"],
    ["content-length", String(bytes.length)],
  ];
  if (location !== undefined) headers.push(["location", location]);
  return { head: { status, statusText: "", headers }, pieces: text === "" ? [] : [bytes], end: {} };
}
