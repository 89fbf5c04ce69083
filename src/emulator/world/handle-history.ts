import type { Commands } from "../../contract/backend.js";
import type { Calls } from "../calls/calls.js";
import { countsOf } from "../calls/count-inputs.js";
import type { Kernel } from "../kernel/kernel.js";
import { COULD_NOT_START } from "../life/container-life.js";
import type { Containers } from "../life/containers.js";
import type { InputRecord } from "../records/call-record.js";

type History = Commands["function.history"];

const DEFAULT_SPAN_MS = 3_600_000;
const LONGEST_SPAN_MS = 7 * 24 * 3_600_000;

/** Lets the kernel answer what a function has done in a span of time. */
export function handleHistory(kernel: Kernel, { calls, containers }: { calls: Calls; containers: Containers }): void {
  kernel.handle("function.history", (command, pending) => {
    const target = calls.target(command.functionId)?.service;
    if (!target) return pending.fail("NotFoundError", `There is no function ${command.functionId} in this world.`);
    const until = command.until ?? kernel.now;
    const since = command.since ?? until - DEFAULT_SPAN_MS;
    if (since >= until) return pending.fail("InvalidError", "`since` must be before `until`.");
    if (until - since > LONGEST_SPAN_MS)
      return pending.fail("InvalidError", "Statistics are of 7 days at most: `since` is too long before `until`.");
    const { containerId } = command;
    const services = command.withVariants ? [target, ...target.variants.values()] : [target];
    const ids = new Set(services.map(({ id }) => id));
    const inputs = Array.from(calls.all)
      .filter((call) => ids.has(call.target.service.id))
      .flatMap((call) => call.inputs.filter((input) => isWithin(input, since, until)))
      .filter(({ taskId }) => containerId === undefined || taskId === containerId);
    const isOurs = (id: string): boolean =>
      (containerId === undefined || id === containerId) &&
      ids.has(containers.origins.get(id)?.target.service?.id ?? "");
    pending.reply({
      ...countsOf(inputs),
      since,
      until,
      variants: services.length,
      containers: countContainers(kernel, isOurs, since, until),
    });
  });
}

function isWithin({ endedAt }: InputRecord, since: number, until: number): boolean {
  return endedAt === undefined || (endedAt >= since && endedAt <= until);
}

/** By the events that are kept. */
function countContainers(
  kernel: Kernel,
  isOurs: (containerId: string) => boolean,
  since: number,
  until: number,
): History["result"]["containers"] {
  const creating = new Set<string>();
  let [started, failed] = [0, 0];
  for (const event of kernel.events) {
    if (event.at > until) break;
    if (event.type === "container.created" && isOurs(event.container)) creating.add(event.container);
    if (event.type === "container.started" && creating.delete(event.container) && event.at >= since) started++;
    if (event.type === "container.stopped" && creating.delete(event.container) && event.at >= since)
      failed += event.reason === COULD_NOT_START ? 1 : 0;
  }
  return { started, failed, creating: creating.size };
}
