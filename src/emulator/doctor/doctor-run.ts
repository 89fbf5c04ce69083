import { watchRealUses, type RealUse } from "./watch-real-uses.js";
import type { Report } from "../kernel/protocol.js";
import type { LanePool } from "../lanes/threads/lane-pool.js";
import type { ExaminedSettings, ExaminedWorld, OpenExamined } from "./examined-world.js";
import { traceEvent, type TracedEvent } from "./traced-event.js";
import { YieldedItems } from "./yielded-items.js";

/** What one container did that could make two runs differ. */
export interface ContainerFindings {
  readonly functionName: string;
  readonly io: Set<string>;
  readonly chance: Set<string>;
  readonly builtIns: Set<string>;
  readonly packages: Set<string>;
}

/** One run of the body, in a world of its own. */
export interface DoctorRun {
  readonly events: readonly TracedEvent[];
  /** By id of the container. */
  readonly containers: ReadonlyMap<string, ContainerFindings>;
  readonly items: YieldedItems;
  readonly uses: readonly RealUse[];
  /** What the body threw, if it did. */
  readonly failure: { readonly error: unknown } | undefined;
}

export async function runExamined<S extends ExaminedSettings>(
  open: OpenExamined<S>,
  settings: S,
  pool: LanePool,
): Promise<DoctorRun> {
  const events: TracedEvent[] = [];
  const containers = new Map<string, ContainerFindings>();
  const items = new YieldedItems();
  let failure: DoctorRun["failure"];
  const uses = await watchRealUses(async () => {
    const onReports = (reports: readonly Report[]): void => {
      collect(reports, world, containers);
      items.add(reports);
    };
    await using world = open(settings, { pool, onReports });
    const { kernel, calls } = world;
    events.push(...kernel.events);
    kernel.events.subscribe((event) =>
      events.push(traceEvent(event, calls, items, (text) => kernel.masking.mask(text))),
    );
    await world.run().catch((error: unknown) => {
      failure = { error };
    });
  });
  return { events, containers, items, uses, failure };
}

function collect(reports: readonly Report[], world: ExaminedWorld, containers: Map<string, ContainerFindings>): void {
  for (const { ordinal, findings } of reports) {
    const container = world.container(ordinal);
    if (!container || !findings) continue;
    const known = containers.get(container.id) ?? {
      functionName: container.tag,
      io: new Set(),
      chance: new Set(),
      builtIns: new Set(),
      packages: new Set(),
    };
    containers.set(container.id, known);
    for (const kind of ["io", "chance", "builtIns", "packages"] as const)
      for (const found of findings[kind]) known[kind].add(found);
  }
}
