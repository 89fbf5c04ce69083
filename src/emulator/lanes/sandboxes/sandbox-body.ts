import type { SandboxSpec, SandboxTask } from "../../kernel/sandbox-protocol.js";
import type { ContainerBody } from "../container/container-body.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { RunningContainer } from "../routing/running-container.js";
import type { RealServers } from "../container/container-web.js";
import { withSession } from "../../../api/session/session.js";
import { SandboxTasksHere } from "./sandbox-tasks-here.js";
import { MemoryRuntime } from "./memory-runtime.js";
import { ProcessRuntime } from "./process-runtime.js";
import { SandboxServers } from "./sandbox-servers.js";
import { Stir } from "./stir.js";
import { machineFs, systemFs } from "./system-fs.js";

/** What a container of a sandbox does: it runs programs. */
export async function sandboxBody(container: SandboxContainer, spec: SandboxSpec): Promise<ContainerBody> {
  const { mounts } = container;
  if (!mounts) throw new TypeError("A sandbox has a disk.");
  const tasks = tasksOf(container, mounts, spec);
  return {
    take: (task: SandboxTask) => withSession(container.session, () => tasks.take(task)),
    find: () => {
      throw new TypeError("A sandbox takes no inputs.");
    },
    isGenerator: () => false,
    parameters: () => undefined,
  };
}

function tasksOf(container: SandboxContainer, mounts: ContainerMounts, spec: SandboxSpec): SandboxTasksHere {
  const stir = new Stir();
  if (spec.runtime === "memory")
    return new SandboxTasksHere(container, mounts, new MemoryRuntime(container, mounts, spec), systemFs(mounts), stir);
  const fs = machineFs(container);
  const runtime = new ProcessRuntime(container, mounts, fs);
  container.web.servers = new SandboxServers(runtime, stir);
  return new SandboxTasksHere(container, mounts, runtime, fs, stir);
}

/** The container of a sandbox. */
export interface SandboxContainer extends RunningContainer {
  readonly session: Parameters<typeof withSession>[0];
  readonly web: RunningContainer["web"] & { servers: RealServers | undefined };
  reported(error: unknown): unknown;
}
