import type { Apps } from "../apps/apps.js";
import type { Functions } from "../apps/functions.js";
import type { Attempts } from "../calls/attempts.js";
import type { Calls } from "../calls/calls.js";
import type { Faults } from "../faults/faults.js";
import { Fetches } from "../kernel/fetches.js";
import type { Kernel } from "../kernel/kernel.js";
import { Prompts } from "../kernel/prompts.js";
import type { Containers } from "../life/containers.js";
import { handleLogCommands } from "../logs/handle-log-commands.js";
import type { Sandboxes } from "../sandboxes/sandboxes.js";
import type { WebAddresses } from "../web/web-addresses.js";
import { askerOf } from "./asker-of.js";
import { handleHistory } from "./handle-history.js";
import { handleHostRequests } from "./handle-host-requests.js";

/** Who knows the answers. */
export interface Answering {
  readonly addresses: WebAddresses;
  readonly apps: Apps;
  readonly attempts: Attempts;
  readonly calls: Calls;
  readonly containers: Containers;
  readonly faults: Faults;
  readonly functions: Functions;
  readonly sandboxes: Sandboxes;
}

/** Lets the kernel answer what is asked about logs, of the host, and by the host. */
export function answerQuestions(kernel: Kernel, answering: Answering): void {
  const { addresses, apps, attempts, calls, containers, faults, functions, sandboxes } = answering;
  handleLogCommands(kernel, {
    app: (id) => apps.byId(id),
    function: (id) => functions.byId(id),
    call: (id) => calls.byId(id),
    hasSandboxEnded: (id) => sandboxes.hasEnded(id),
    input: (id) => calls.input(id),
    targetOf: (id) => containers.targetOf(id),
    appOfContainer: (ordinal) => containers.byOrdinal(ordinal)?.owner.target.app,
  });
  handleHistory(kernel, { calls, containers });
  const prompts = new Prompts(kernel, (pending) => askerOf(pending, containers, calls));
  const fetches = new Fetches(
    kernel,
    (ordinal) => containers.byOrdinal(ordinal)?.id ?? "",
    (url) => addresses.covers(url),
  );
  handleHostRequests(kernel, { calls, attempts, faults, fetches, prompts, programs: sandboxes.programs });
}
