import { FunctionCall } from "../../api/calls/function-call.js";
import { InvalidError, OutputExpiredError, TimeoutError } from "../../contract/errors.js";
import type { Outcome } from "../../contract/backend.js";
import { FunctionCallType, type FunctionInput } from "../protocol/modal.js";
import { argumentsOf } from "../values/sent-arguments.js";
import { outputOf } from "../values/call-output.js";
import { orUndefined, type Service } from "./service.js";
import { millisecondsIn } from "../values/timestamps.js";

/** Calls of functions: one input each, whose result is asked for until it is there. */
export const calls: Service = (session, polls) => {
  const { backend } = session;
  const start = async (functionId: string, input: FunctionInput | null | undefined): Promise<string> => {
    if (!input) throw new InvalidError("A call needs its input with it.");
    const method = orUndefined(input.methodName);
    return (await backend.send("call.spawn", { functionId, method, args: argumentsOf(input) })).callId;
  };
  /** @returns `undefined` if there is no result in time */
  const result = (callId: string, seconds: number, isLast: boolean): Promise<Outcome | undefined> =>
    polls.ask(callId, seconds, async (how) => {
      try {
        return await backend.send("call.get", { callId, index: 0, timeoutMs: millisecondsIn(seconds), isLast }, how);
      } catch (error) {
        if (error instanceof TimeoutError && !(error instanceof OutputExpiredError)) return undefined;
        throw error;
      }
    });
  return {
    functionMap: async ({ functionId, functionCallType, pipelinedInputs }) => {
      if (functionCallType !== FunctionCallType.FUNCTION_CALL_TYPE_UNARY || pipelinedInputs.length !== 1)
        throw new InvalidError("A call of a client has one input.");
      const callId = await start(functionId, pipelinedInputs[0]?.input);
      // what a client hands back to say which attempt it means
      const input = { idx: 0, inputId: `${callId}:0`, inputJwt: callId };
      return { functionCallId: callId, functionCallJwt: callId, pipelinedInputs: [input] };
    },
    functionRetryInputs: async ({ functionCallJwt, inputs }) => {
      const { functionId } = await backend.send("call.find", { callId: functionCallJwt });
      return { inputJwts: await Promise.all(inputs.map(({ input }) => start(functionId, input))) };
    },
    functionGetOutputs: async ({ functionCallId, inputJwts: [latest = functionCallId], timeout, clearOnSuccess }) => {
      const outcome = await result(latest, timeout, clearOnSuccess);
      return outcome ? { idxs: [0], outputs: [outputOf(outcome, session)], lastEntryId: "1-0" } : {};
    },
    functionCallFromId: async ({ functionCallId }) => {
      const [{ functionId, appId }, numInputs] = await Promise.all([
        backend.send("call.find", { callId: functionCallId }),
        backend.send("call.inputs", { callId: functionCallId }),
      ]);
      return { functionCallId, numInputs, metadata: { functionId, appId } };
    },
    functionCallCancel: async ({ functionCallId, terminateContainers }) => {
      await FunctionCall.fromId(functionCallId).cancel({ terminateContainers });
      return {};
    },
  };
};
