import { parseSandboxOptions } from "../../../api/sandboxes/parse-sandbox-options.js";
import type { SandboxCreateOptions } from "../../../api/sandboxes/sandbox-options.js";
import { Image } from "../../../api/images/image.js";
import type { Session } from "../../../api/session/session.js";
import { Secret } from "../../../api/storage/secret.js";
import { InvalidError, NotFoundError } from "../../../contract/errors.js";
import type { SandboxBinding } from "../../../contract/sandbox-commands.js";
import type { TaskContainerInfo } from "../../protocol/modal.js";
import type { Init } from "../../rpc/handlers.js";
import type { RouterService, Service } from "../service.js";
import { mountsOf } from "../sent-mounts.js";
import { createOptions, networkOf, secretsOfSources } from "../sandboxes/create-options.js";
import { sandboxIdOf } from "../task-ids.js";
import { resultMessage } from "../sandboxes/result-message.js";
import { millisecondsIn } from "../../values/timestamps.js";

const MAIN = "main";

/** Containers beside the main one of a sandbox, by the control plane. */
export const sidecarCreation: Service = (session) => ({
  sandboxContainerCreateV2: ({ sandboxId, containerName, definition, secretSources }) => {
    if (!definition) throw new InvalidError("There is no definition of a container in the request.");
    const { pty, ...options } = createOptions(definition, secretSources);
    return create(session, sandboxId, containerName, { ...options, ...(pty && { pty }) });
  },
});

/** Containers beside the main one of a sandbox. */
export const sidecars: RouterService = (session, polls) => {
  const { backend } = session;
  const list = async (taskId: string, includeTerminated: boolean) => {
    const sandboxId = sandboxIdOf(taskId);
    return backend.send("sandbox.sidecars", { sandboxId, includeTerminated });
  };
  return {
    taskContainerCreate: ({ taskId, containerName, imageId, args, ...request }) => {
      const secrets = [...request.secretIds.map((id) => Secret.fromId(id)), ...secretsOfSources(request.secretSources)];
      return create(session, sandboxIdOf(taskId), containerName, {
        command: args,
        image: Image.fromId(imageId),
        secrets,
        env: request.env,
        volumes: mountsOf(request.volumeMounts, []),
        ...networkOf(request.networkAccess),
        ...(request.workdir && { workdir: request.workdir }),
        ...(request.ptyInfo?.enabled && { pty: true }),
      });
    },
    taskContainerGet: async ({ taskId, containerName, includeTerminated }) => {
      const found = (await list(taskId, includeTerminated)).find(({ name }) => name === containerName);
      if (!found) throw new NotFoundError(`There is no container "${containerName}" beside ${sandboxIdOf(taskId)}.`);
      return { container: infoOf(found) };
    },
    taskContainerList: async ({ taskId, includeTerminated }) => ({
      containers: [
        { containerId: taskId, containerName: MAIN, status: "running" },
        ...(await list(taskId, includeTerminated)).map(infoOf),
      ],
    }),
    taskContainerTerminate: async ({ containerId }) => {
      await backend.send("sandbox.terminate", { sandboxId: containerId });
      return {};
    },
    taskContainerWait: async ({ containerId: sandboxId, timeout }) => {
      const result = await polls.ask(sandboxId, timeout, async (how) => {
        return (
          (await backend.send("sandbox.wait", { sandboxId, timeoutMs: millisecondsIn(timeout) }, how)) ?? undefined
        );
      });
      return resultMessage(result ?? null);
    },
  };
};

async function create(
  { backend }: Session,
  sandboxId: string,
  name: string,
  options: SandboxCreateOptions,
): Promise<{ readonly containerId: string; readonly containerName: string }> {
  const definition = parseSandboxOptions([], { ...options, name });
  const { sandboxId: containerId } = await backend.send("sandbox.createSidecar", { sandboxId, definition });
  return { containerId, containerName: name };
}

function infoOf({ sandboxId, name, result }: SandboxBinding & { readonly name: string }): Init<TaskContainerInfo> {
  return {
    containerId: sandboxId,
    containerName: name,
    status: result ? "terminated" : "running",
    ...resultMessage(result),
  };
}
