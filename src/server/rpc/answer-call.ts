import { knownMethods, type RpcMethod } from "../protocol/methods.js";
import type { RpcContext } from "./handlers.js";
import type { IncomingCall } from "./incoming-call.js";
import { RpcError, Status } from "./status.js";
import { statusOf } from "./status-of-error.js";

/** A handler of whatever method. */
export type AnyHandler = (request: unknown, context: RpcContext) => unknown;

/** @returns the handler of a method, `undefined` if it is not emulated */
export type FindHandler = (method: RpcMethod) => AnyHandler | undefined;

const OK = { code: Status.OK, details: "" } as const;

/** Answers a call with what its handler returns or throws. Never throws. */
export async function answerCall(call: IncomingCall, find: FindHandler): Promise<void> {
  try {
    const method = knownMethods().get(call.path);
    const handler = method && find(method);
    if (!handler) throw notEmulated(call.path);
    const request = method.requestStream ? decodeAll(method, call) : decode(method, await only(call));
    const answer = handler(request, call);
    if (method.responseStream)
      for await (const message of answer as AsyncIterable<unknown>) {
        if (call.signal.aborted) return;
        await call.send(method.encode(message));
      }
    else void call.send(method.encode(await answer));
    call.end(OK);
  } catch (error) {
    call.end(statusOf(error));
  }
}

function notEmulated(path: string): RpcError {
  return new RpcError(
    "UNIMPLEMENTED",
    `${path} is not emulated. docs/clients.md lists what is, and the versions of Modal's clients that it was tried with.`,
  );
}

function decode(method: RpcMethod, bytes: Uint8Array): unknown {
  try {
    return method.decode(bytes);
  } catch (error) {
    throw new RpcError(
      "INTERNAL",
      `The request of ${method.path} cannot be read: ${(error as globalThis.Error).message}`,
    );
  }
}

async function* decodeAll(method: RpcMethod, { messages }: IncomingCall): AsyncGenerator<unknown, void, undefined> {
  for await (const message of messages) yield decode(method, message);
}

async function only({ messages, path }: IncomingCall): Promise<Uint8Array> {
  for await (const message of messages) return message;
  throw new RpcError("INTERNAL", `The request of ${path} has no message.`);
}
