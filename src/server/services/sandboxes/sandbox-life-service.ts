import { parseSandboxOptions } from "../../../api/sandboxes/parse-sandbox-options.js";
import type { SandboxBinding } from "../../../contract/sandbox-commands.js";
import { InvalidError } from "../../../contract/errors.js";
import {
  SandboxRestoreRequest_SandboxNameOverrideType as Override,
  type Sandbox,
  type SandboxCreateV2Response,
  type SandboxTag,
  type SecretSource,
} from "../../protocol/modal.js";
import type { Init, RpcContext } from "../../rpc/handlers.js";
import { jwt } from "../auth-service.js";
import type { Service } from "../service.js";
import { createOptions, tagsOf } from "./create-options.js";
import { sandboxIdOf, taskIdOf } from "../task-ids.js";
import { resultMessage } from "./result-message.js";
import { millisecondsIn } from "../../values/timestamps.js";

/** 9999-12-31, in seconds. */
const NEVER = 253_402_214_400;

/** The life of sandboxes of both kinds, from creation to end. */
export const sandboxLife: Service = ({ backend }, polls) => {
  const create = (
    appId: string,
    definition: Sandbox | null,
    tags: readonly SandboxTag[],
    more: { readonly sources: readonly SecretSource[]; readonly isV2: boolean },
  ): Promise<SandboxBinding> => {
    if (!definition) throw new InvalidError("There is no definition of a sandbox in the request.");
    const options = { ...createOptions(definition, more.sources), tags: tagsOf(tags) };
    const parsed = parseSandboxOptions([], options);
    return backend.send("sandbox.create", {
      app: { appId, name: undefined },
      definition: more.isV2 ? { ...parsed, isV2: true } : parsed,
    });
  };
  const wait = async ({ sandboxId, timeout }: { sandboxId: string; timeout: number }) => {
    const waiting = polls.ask(sandboxId, timeout, async (how) => {
      return (await backend.send("sandbox.wait", { sandboxId, timeoutMs: millisecondsIn(timeout) }, how)) ?? undefined;
    });
    const [result = null, { appId }] = await Promise.all([waiting, backend.send("sandbox.lookup", { sandboxId })]);
    return { ...resultMessage(result), metadata: { appId } };
  };
  const terminate = async ({ sandboxId }: { sandboxId: string }) => {
    const { result } = await backend.send("sandbox.lookup", { sandboxId });
    await backend.send("sandbox.terminate", { sandboxId });
    return { existingResult: resultMessage(result).result };
  };
  const task = async ({ sandboxId }: { sandboxId: string }) => {
    const { result } = await backend.send("sandbox.lookup", { sandboxId });
    return result ? { taskResult: resultMessage(result).result } : { taskId: taskIdOf(sandboxId) };
  };
  const restore = (request: Parameters<typeof nameOf>[0] & { snapshotId: string }): Promise<SandboxBinding> =>
    backend.send("sandbox.restore", { snapshotId: request.snapshotId, name: nameOf(request) });
  return {
    sandboxCreate: async ({ appId, definition, tags }) => {
      const { sandboxId } = await create(appId, definition, tags, { sources: [], isV2: false });
      return { sandboxId, metadata: { appId } };
    },
    sandboxCreateV2: async ({ appId, definition, tags, secretSources: sources }, context) =>
      made(await create(appId, definition, tags, { sources, isV2: true }), context),
    sandboxRestore: async (request) => ({ sandboxId: (await restore(request)).sandboxId }),
    sandboxRestoreV2: async (request, context) => made(await restore(request), context),
    sandboxWait: wait,
    sandboxWaitV2: wait,
    sandboxTerminate: terminate,
    sandboxTerminateV2: terminate,
    sandboxGetTaskId: task,
    sandboxGetTaskIdV2: task,
    sandboxGetCommandRouterAccess: ({ sandboxId }, context) => accessTo(sandboxId ?? "", context),
    taskGetCommandRouterAccess: ({ taskId }, context) => accessTo(sandboxIdOf(taskId), context),
  };
};

/** What a client is told of a sandbox of the second kind that was made. */
function made({ sandboxId, appId }: SandboxBinding, context: RpcContext): Init<SandboxCreateV2Response> {
  return {
    sandboxId,
    taskId: taskIdOf(sandboxId),
    metadata: { appId },
    commandRouterAccess: accessTo(sandboxId, context),
  };
}

/** Clients find the task command router where they have found the control plane. */
function accessTo(sandboxId: string, { authority }: RpcContext): { url: string; jwt: string } {
  return { url: `https://${authority}`, jwt: jwt({ exp: NEVER, sub: sandboxId }) };
}

/** What the restored sandbox is called: left out, as the one of the snapshot was; null, nothing. */
function nameOf({
  sandboxNameOverrideType: type,
  sandboxNameOverride,
}: {
  readonly sandboxNameOverrideType: number;
  readonly sandboxNameOverride: string;
}): string | null | undefined {
  if (type === Override.SANDBOX_NAME_OVERRIDE_TYPE_NONE) return null;
  return type === Override.SANDBOX_NAME_OVERRIDE_TYPE_STRING ? sandboxNameOverride : undefined;
}
