import type { SandboxSpec, SandboxTask } from "../../kernel/sandbox-protocol.js";
import type { ContainerBody } from "../container/container-body.js";
import type { RunningContainer } from "../routing/running-container.js";
import { withSession } from "../../../api/session/session.js";
import { SandboxTasksHere } from "./sandbox-tasks-here.js";
import { MemoryRuntime } from "./memory-runtime.js";

/** What a container of a sandbox does: it runs programs. */
export async function sandboxBody(container: SandboxContainer, spec: SandboxSpec): Promise<ContainerBody> {
  const { mounts } = container;
  if (!mounts) throw new TypeError("A sandbox has a disk.");
  const tasks = new SandboxTasksHere(container, mounts, new MemoryRuntime(container, mounts, spec));
  return {
    take: (task: SandboxTask) => withSession(container.session, () => tasks.take(task)),
    find: () => {
      throw new TypeError("A sandbox takes no inputs.");
    },
    isGenerator: () => false,
    parameters: () => undefined,
  };
}

/** The container of a sandbox. */
export interface SandboxContainer extends RunningContainer {
  readonly session: Parameters<typeof withSession>[0];
  reported(error: unknown): unknown;
}
