import { checkTags } from "../../../checks/names.js";
import { NotFoundError, TimeoutError } from "../../../contract/errors.js";
import type { SandboxBinding } from "../../../contract/sandbox-commands.js";
import { checkPort } from "../../../api/sandboxes/probe.js";
import {
  GenericResult_GenericStatus as Status,
  type SandboxListResponse,
  type SandboxTag,
  type TunnelData,
} from "../../protocol/modal.js";
import type { Init } from "../../rpc/handlers.js";
import { orUndefined, type Service } from "../service.js";
import { tagMessages, tagsOf } from "./create-options.js";
import { resultMessage } from "./result-message.js";
import { isV2 } from "../task-ids.js";
import { millisecondsIn } from "../../values/timestamps.js";

const DEFAULT_PORT = 8080;

/** What is asked of sandboxes: lists, names, tags, tunnels, tokens. */
export const sandboxQueries: Service = ({ backend }) => {
  const list = async (request: {
    readonly appId: string;
    readonly environmentName: string;
    readonly beforeTimestamp: number;
    readonly tags: readonly SandboxTag[];
  }) => {
    const tags = tagsOf(request.tags);
    checkTags(tags);
    const [appId, environment] = [orUndefined(request.appId), orUndefined(request.environmentName)];
    // one page with all of them, and then an empty one
    if (request.beforeTimestamp !== 0) return [];
    return backend.send("sandbox.list", { appId, tags, environment });
  };
  const find = async (request: {
    readonly appName: string;
    readonly sandboxName: string;
    readonly environmentName: string;
    readonly includeTerminated: boolean;
  }) => {
    const { appName: app, sandboxName: name, includeTerminated } = request;
    const environment = orUndefined(request.environmentName);
    const { sandboxId, appId } = await backend.send("sandbox.find", { app, name, environment, includeTerminated });
    return { sandboxId, metadata: { appId } };
  };
  const findKind = async (request: Parameters<typeof find>[0], wanted: boolean) => {
    const found = await find(request);
    if (isV2(found.sandboxId) === wanted) return found;
    throw new NotFoundError(`Sandbox ${found.sandboxId} with this name is of the other kind.`);
  };
  const setTags = async ({ sandboxId, tags }: { sandboxId: string; tags: readonly SandboxTag[] }) => {
    const given = tagsOf(tags);
    checkTags(given);
    await backend.send("sandbox.setTags", { sandboxId, tags: given });
    return {};
  };
  const getTags = async ({ sandboxId }: { sandboxId: string }) => ({
    tags: tagMessages(await backend.send("sandbox.tags", { sandboxId })),
  });
  const tunnels = async ({ sandboxId, timeout }: { sandboxId: string; timeout: number }) => {
    try {
      const found = await backend.send("sandbox.tunnels", { sandboxId, timeoutMs: millisecondsIn(timeout) });
      return { tunnels: found.map(tunnelMessage) };
    } catch (error) {
      if (error instanceof TimeoutError) return { result: { status: Status.GENERIC_STATUS_TIMEOUT } };
      throw error;
    }
  };
  const token = async (request: {
    readonly sandboxId: string;
    readonly userMetadata: string;
    readonly port?: number | null | undefined;
  }) => {
    const { sandboxId, userMetadata } = request;
    const port = request.port ?? DEFAULT_PORT;
    checkPort("createConnectToken", port);
    return backend.send("sandbox.connectToken", { sandboxId, userMetadata, port });
  };
  return {
    sandboxList: async (request) => pageOf((await list(request)).filter(({ sandboxId }) => !isV2(sandboxId))),
    sandboxListV2: async (request) => pageOf(await list(request)), // of both kinds
    sandboxGetFromName: (request) => findKind(request, false),
    sandboxGetFromNameV2: (request) => findKind(request, true),
    sandboxTagsSet: setTags,
    sandboxTagsSetV2: setTags,
    sandboxTagsGet: getTags,
    sandboxTagsGetV2: getTags,
    sandboxGetTunnels: tunnels,
    sandboxGetTunnelsV2: tunnels,
    sandboxCreateConnectToken: token,
    sandboxCreateConnectTokenV2: token,
    sandboxSetName: async ({ sandboxId, name }) => {
      await backend.send("sandbox.setName", { sandboxId, name });
      return {};
    },
  };
};

/** A socket in clear text is left out where there is none. */
function tunnelMessage({ unencryptedHost, unencryptedPort, ...tunnel }: TunnelData): Init<TunnelData> {
  const plain = { unencryptedHost: orUndefined(unencryptedHost), unencryptedPort: orUndefined(unencryptedPort) };
  return { ...tunnel, ...plain };
}

function pageOf(found: readonly SandboxBinding[]): Init<SandboxListResponse> {
  return {
    sandboxes: found.map(({ sandboxId: id, createdAt, appId, result }) => ({
      id,
      createdAt: createdAt / 1000,
      appId,
      metadata: { appId, ...resultMessage(result) },
    })),
  };
}
