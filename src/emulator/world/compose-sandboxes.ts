import type { Apps } from "../apps/apps.js";
import type { Functions } from "../apps/functions.js";
import type { Images } from "../images/images.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ContainerLife } from "../life/container-life.js";
import type { Containers } from "../life/containers.js";
import { handleDisks } from "../sandboxes/handle-disks.js";
import { handleExperiments } from "../sandboxes/handle-experiments.js";
import { handleProcesses } from "../sandboxes/handle-processes.js";
import { handleTunnels } from "../sandboxes/handle-tunnels.js";
import { outboundHeaders } from "../sandboxes/outbound-headers.js";
import { sandboxSpec } from "../sandboxes/sandbox-spec.js";
import { Sandboxes } from "../sandboxes/sandboxes.js";
import type { Environments } from "../storage/environments.js";
import type { Mounts } from "../storage/mounts.js";
import type { Storage } from "../storage/storage.js";
import type { Tunnels } from "../tunnels/tunnels.js";
import type { WorldSettings } from "./world-options.js";

/** What sandboxes of a world stand on. */
export interface SandboxSurroundings {
  readonly tunnels: Tunnels;
  readonly storage: Storage;
  readonly mounts: Mounts;
  readonly environments: Environments;
  readonly images: Images;
  readonly life: ContainerLife;
  readonly functions: Functions;
  readonly apps: Apps;
  readonly containers: Containers;
  readonly settings: WorldSettings;
}

export function composeSandboxes(kernel: Kernel, parts: SandboxSurroundings): Sandboxes {
  const { tunnels, storage, mounts, environments, images, life, functions, apps, containers, settings } = parts;
  const sandboxes: Sandboxes = new Sandboxes(kernel, {
    environments,
    images,
    life,
    tunnels,
    runtime: settings.sandboxes,
    app: (subject, pending) =>
      subject ? apps.running(subject, pending) : containers.byOrdinal(pending.origin.ordinal)?.owner.target.app,
    outbound: (policy, environment, failing) => outboundHeaders(policy, storage.secrets, environment, failing),
    plan: (needs, environment, failing) => functions.plan(needs, environment, failing),
    spec: (container, sandbox, failing) =>
      sandboxSpec(container, sandbox, failing, {
        kernel,
        storage,
        mounts,
        settings,
        added: sandboxes.programs.added,
      }),
  });
  handleProcesses(kernel, sandboxes, storage);
  handleDisks(kernel, sandboxes, images);
  handleTunnels(kernel, sandboxes, tunnels);
  handleExperiments(kernel, sandboxes, { images, secrets: storage.secrets });
  return sandboxes;
}
