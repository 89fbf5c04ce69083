import { checkTags } from "../../../checks/names.js";
import { checkPort } from "../../../api/sandboxes/probe.js";
import type { SandboxTag } from "../../protocol/modal.js";
import { orUndefined, type Service } from "../service.js";
import { tagMessages, tagsOf } from "./create-options.js";
import { resultMessage } from "./result-message.js";

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
    const found = await backend.send("sandbox.list", { appId, tags, environment });
    // one page with all of them, and then an empty one
    const before = request.beforeTimestamp === 0 ? found : [];
    return {
      sandboxes: before.map(({ sandboxId: id, createdAt, appId: app, result }) => ({
        id,
        createdAt: createdAt / 1000,
        appId: app,
        metadata: { appId: app, ...resultMessage(result) },
      })),
    };
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
  const setTags = async ({ sandboxId, tags }: { sandboxId: string; tags: readonly SandboxTag[] }) => {
    const given = tagsOf(tags);
    checkTags(given);
    await backend.send("sandbox.setTags", { sandboxId, tags: given });
    return {};
  };
  const getTags = async ({ sandboxId }: { sandboxId: string }) => ({
    tags: tagMessages(await backend.send("sandbox.tags", { sandboxId })),
  });
  const tunnels = async ({ sandboxId, timeout }: { sandboxId: string; timeout: number }) => ({
    tunnels: await backend.send("sandbox.tunnels", { sandboxId, timeoutMs: timeout * 1000 }),
  });
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
    sandboxList: list,
    sandboxListV2: list,
    sandboxGetFromName: find,
    sandboxGetFromNameV2: find,
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
