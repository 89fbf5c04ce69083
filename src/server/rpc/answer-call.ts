import type { RpcTrouble } from "../../contract/client-commands.js";
import { knownMethods, type RpcMethod } from "../protocol/methods.js";
import { TRIED_CLIENTS } from "./client-identity.js";
import type { AnswersKept } from "./answers-kept.js";
import type { RpcContext } from "./handlers.js";
import type { IncomingCall } from "./incoming-call.js";
import { RpcError, Status } from "./status.js";
import { statusOf } from "./status-of-error.js";
import { troubleError } from "./trouble.js";

/** A handler of whatever method. */
export type AnyHandler = (request: unknown, context: RpcContext) => unknown;

/** What calls are answered with. */
export interface Answering {
  /** @returns `undefined` for a method that is not emulated */
  find(method: RpcMethod): AnyHandler | undefined;
  /** To be called before a call is carried out. @throws RpcError for one that is not let in */
  admit(call: IncomingCall, method: RpcMethod): void;
  /** What is to go wrong with a call, if anything. */
  trouble(call: IncomingCall, method: RpcMethod): Promise<RpcTrouble | null> | null;
  readonly kept: AnswersKept;
}

const OK = { code: Status.OK, details: "" } as const;

/** Answers a call with what its handler returns or throws. Never throws. */
export async function answerCall(call: IncomingCall, answering: Answering): Promise<void> {
  try {
    const method = knownMethods().get(call.path);
    const handler = method && answering.find(method);
    if (!handler) throw notEmulated(call.path);
    answering.admit(call, method);
    const trouble = await answering.trouble(call, method);
    if (trouble && trouble.losesAnswer !== true && trouble.afterMessages === undefined) throw troubleError(trouble);
    if (method.responseStream) await answerStream(call, method, handler, trouble);
    else await answerOnce(call, method, handler, trouble, answering.kept);
    call.end(OK);
  } catch (error) {
    call.end(statusOf(error));
  }
}

async function answerStream(
  call: IncomingCall,
  method: RpcMethod,
  handler: AnyHandler,
  trouble: RpcTrouble | null,
): Promise<void> {
  const request = decode(method, await only(call));
  let left = trouble?.afterMessages ?? Number.POSITIVE_INFINITY;
  if (trouble && left === 0) throw troubleError(trouble);
  for await (const message of handler(request, call) as AsyncIterable<unknown>) {
    if (call.signal.aborted) return;
    await call.send(method.encode(message));
    if (trouble && --left === 0) throw troubleError(trouble);
  }
}

async function answerOnce(
  call: IncomingCall,
  method: RpcMethod,
  handler: AnyHandler,
  trouble: RpcTrouble | null,
  kept: AnswersKept,
): Promise<void> {
  const key = call.header("x-idempotency-key");
  const before = key === undefined ? undefined : kept.find(key);
  const answer = before ?? method.encode(await handler(await requestOf(method, call), call));
  if (key !== undefined && (trouble || call.signal.aborted)) kept.keep(key, answer); // it does not arrive
  if (trouble) throw troubleError(trouble);
  void call.send(answer);
}

async function requestOf(method: RpcMethod, call: IncomingCall): Promise<unknown> {
  return method.requestStream ? decodeAll(method, call) : decode(method, await only(call));
}

function notEmulated(path: string): RpcError {
  return new RpcError(
    "UNIMPLEMENTED",
    `${path} is not emulated. This emulator was tried with ${TRIED_CLIENTS}; docs/clients.md lists what it answers.`,
  );
}

function decode(method: RpcMethod, bytes: Uint8Array): unknown {
  try {
    return method.decode(bytes);
  } catch (error) {
    throw new RpcError(
      "INVALID_ARGUMENT",
      `The request of ${method.path} cannot be read: ${(error as globalThis.Error).message}`,
    );
  }
}

async function* decodeAll(method: RpcMethod, { messages }: IncomingCall): AsyncGenerator<unknown, void, undefined> {
  for await (const message of messages) yield decode(method, message);
}

async function only({ messages, path }: IncomingCall): Promise<Uint8Array> {
  for await (const message of messages) return message;
  throw new RpcError("INVALID_ARGUMENT", `The request of ${path} has no message.`);
}
