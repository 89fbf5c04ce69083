import type { SandboxDefinition } from "../../contract/sandbox-definition.js";
import type { BuiltFile } from "../../contract/image-definition.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { limitWait } from "../kernel/limit-wait.js";
import type { Images } from "../images/images.js";
import type { ObjectStore } from "../storage/object-store.js";
import type { SecretContent } from "../storage/secrets.js";
import { outboundHeaders } from "./outbound-headers.js";
import { whyOver } from "./sandbox-ends.js";
import type { SandboxRecord } from "./sandbox-record.js";
import type { Sandboxes } from "./sandboxes.js";
import { Snapshots } from "./snapshots.js";

/** What a sandbox was when its snapshot was taken. */
interface MemorySnapshot {
  readonly sandbox: SandboxRecord;
  readonly built: readonly BuiltFile[];
  readonly definition: SandboxDefinition;
}

const EXIT_SNAPSHOT_TTL_MS = 30 * 86_400_000;

/** Commands that are experimental at Modal: snapshots of memory and at the exit, other containers beside a sandbox. */
export function handleExperiments(
  kernel: Kernel,
  sandboxes: Sandboxes,
  { images, secrets }: { readonly images: Images; readonly secrets: ObjectStore<SecretContent> },
): void {
  const snapshots = new Map<string, MemorySnapshot>();
  const disks = new Snapshots(kernel, images);
  sandboxes.handle("sandbox.snapshotMemory", (sandbox, _command, pending) => {
    const { id, result, definition, name, tags } = sandbox;
    if (result) return pending.fail("ConflictError", whyOver(id, result));
    if (!definition.enableSnapshot)
      return pending.fail(
        "InvalidError",
        `Sandbox ${id} cannot be snapshotted: it was not created with \`experimentalEnableSnapshot: true\`.`,
      );
    sandbox.tasks.ask(
      { do: "disk", task: { kind: "capture" } },
      {
        answered: ({ built = [] }) => {
          const snapshotId = kernel.ids.next("sn");
          const { name: _name, ...others } = definition;
          snapshots.set(snapshotId, {
            sandbox,
            built,
            definition: { ...others, tags, ...(name !== undefined && { name }) },
          });
          pending.reply({ snapshotId });
        },
        failed: (error) => pending.failWith(error),
      },
    );
  });
  kernel.handle("sandbox.findSnapshot", ({ snapshotId }, pending) => {
    const found = find(snapshots, snapshotId, pending);
    if (found) pending.reply({ isV2: found.definition.isV2 ?? false });
  });
  kernel.handle("sandbox.restore", ({ snapshotId, name }, pending) => {
    const found = find(snapshots, snapshotId, pending);
    if (!found) return;
    const { sandbox, built, definition } = found;
    const { name: kept, ...others } = definition;
    const given = name === null ? undefined : (name ?? kept);
    const image = { record: sandbox.image.record, files: [...sandbox.image.files, ...built] };
    sandboxes.add(
      { app: sandbox.app, definition: { ...others, ...(given !== undefined && { name: given }) }, image },
      pending,
    );
  });
  sandboxes.handle("sandbox.exitSnapshot", (sandbox, { timeoutMs }, pending) => {
    if (!sandbox.definition.exitSnapshot)
      return pending.fail(
        "InvalidError",
        `Sandbox ${sandbox.id} takes no snapshot as it ends: it was not created with \`experimentalEnableExitSnapshot: true\`.`,
      );
    pending.waitsFor = () => `the exit snapshot of sandbox ${sandbox.id}`;
    const forget = sandbox.hasEnded.when(() => {
      const { exitFiles } = sandbox;
      if (!exitFiles)
        return pending.fail("SnapshotCreationError", `Sandbox ${sandbox.id} ended before its disk could be captured.`);
      sandbox.exitImage ??= disks.add(sandbox, exitFiles, undefined, EXIT_SNAPSHOT_TTL_MS);
      pending.reply({ imageId: sandbox.exitImage });
    });
    const tooLate = (): void =>
      pending.fail("TimeoutError", `Sandbox ${sandbox.id} has not ended within ${timeoutMs} ms.`);
    limitWait(kernel, pending, timeoutMs, tooLate, forget);
  });
  sandboxes.handle("sandbox.setNetwork", (sandbox, { network }, pending) => {
    if (sandbox.result) return pending.fail("ConflictError", whyOver(sandbox.id, sandbox.result));
    if (network.inboundCidrs) sandbox.limitInbound(network.inboundCidrs);
    sandbox.tasks.send({ do: "network", network });
    pending.reply(null);
  });
  sandboxes.handle("sandbox.setOutboundPolicy", (sandbox, { policy }, pending) => {
    const { id, result, definition, app } = sandbox;
    if (result) return pending.fail("ConflictError", whyOver(id, result));
    if (!definition.outboundPolicy)
      return pending.fail(
        "InvalidError",
        `Sandbox ${id} cannot have an outbound policy: it was created without \`experimentalOutboundPolicy\`.`,
      );
    const outbound = outboundHeaders(policy, secrets, app.environment, pending);
    if (!outbound) return;
    sandbox.tasks.send({ do: "outbound", outbound });
    pending.reply(null);
  });
  sandboxes.handle("sandbox.createSidecar", (parent, { definition }, pending) => {
    if (parent.result) return pending.fail("ConflictError", whyOver(parent.id, parent.result));
    const { name = "" } = definition;
    if (parent.sidecars.some((other) => other.name === name && !other.result))
      return pending.fail(
        "AlreadyExistsError",
        `Sandbox ${parent.id} already has a container with the name "${name}".`,
      );
    sandboxes.build(parent.app, definition.image, pending, (image) =>
      sandboxes.add({ app: parent.app, definition, image, parent }, pending),
    );
  });
  sandboxes.handle("sandbox.sidecars", ({ sidecars }, { includeTerminated }, pending) =>
    pending.reply(
      sidecars
        .filter(({ result }) => includeTerminated || !result)
        .map(({ id, app, createdAt, result, name }) => ({
          sandboxId: id,
          appId: app.id,
          createdAt,
          result: result ?? null,
          name: name ?? "",
        })),
    ),
  );
}

function find(
  snapshots: ReadonlyMap<string, MemorySnapshot>,
  id: string,
  pending: Pending,
): MemorySnapshot | undefined {
  const found = snapshots.get(id);
  if (!found) pending.fail("NotFoundError", `There is no snapshot ${id} in this world.`);
  return found;
}
