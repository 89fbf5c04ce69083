import { InvalidError } from "../../../contract/errors.js";
import { parseOutboundPolicy } from "../../../api/sandboxes/parse-outbound-policy.js";
import { parseNetwork } from "../../../api/sandboxes/parse-sandbox-options.js";
import { absolute } from "../../../api/sandboxes/sandbox-filesystem.js";
import type { RouterService } from "../service.js";
import { networkOf, outboundPolicyOf } from "../sandboxes/create-options.js";
import { sandboxIdOf } from "../task-ids.js";
import { millisecondsIn } from "../../values/timestamps.js";

/** How long a client waits for a snapshot by itself, in milliseconds. */
const SNAPSHOT_MS = 55_000;
const DEFAULT_TTL_S = 30 * 86_400;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

interface Subject {
  readonly taskId: string;
  /** Empty for the main container. */
  readonly containerId?: string;
}

/** Snapshots of sandboxes, what they mount, and their network. */
export const routerDisk: RouterService = ({ backend }) => ({
  taskSnapshotFilesystem: ({ ttlSeconds, ...request }) =>
    backend.send("sandbox.snapshot", { ...subjectOf(request), timeoutMs: SNAPSHOT_MS, ttlMs: ttlOf(ttlSeconds) }),
  taskSnapshotDirectory: ({ ttlSeconds, path, ...request }) => {
    refuseKey(request);
    const where = { ...subjectOf(request), path: pathOf("snapshotDirectory", path) };
    return backend.send("sandbox.snapshot", { ...where, timeoutMs: SNAPSHOT_MS, ttlMs: ttlOf(ttlSeconds) });
  },
  taskSnapshotMemory: (request) => backend.send("sandbox.snapshotMemory", subjectOf(request)),
  taskMountDirectory: async ({ path, imageId, ...request }) => {
    refuseKey(request);
    const where = { ...subjectOf(request), path: pathOf("mountImage", path) };
    await backend.send("sandbox.mountImage", { ...where, imageId: imageId || null });
    return {};
  },
  taskUnmountDirectory: async ({ path, ...request }) => {
    await backend.send("sandbox.unmountImage", { ...subjectOf(request), path: pathOf("unmountImage", path) });
    return {};
  },
  taskReloadVolumes: async (request) => {
    await backend.send("sandbox.reloadVolumes", { ...subjectOf(request), timeoutMs: SNAPSHOT_MS });
    return {};
  },
  taskSetNetworkAccess: async ({ networkAccess, ...request }) => {
    const { blockNetwork, ...lists } = networkOf(networkAccess);
    const allowed = blockNetwork ? { outboundCidrAllowlist: [], outboundDomainAllowlist: [] } : lists;
    await backend.send("sandbox.setNetwork", { ...subjectOf(request), network: parseNetwork(allowed) });
    return {};
  },
  taskSetOutboundPolicy: async ({ experimentalOutboundPolicy, ...request }) => {
    const message = experimentalOutboundPolicy ?? { headerReplacements: [] };
    const policy = parseOutboundPolicy("outboundPolicy", outboundPolicyOf(message)) ?? [];
    await backend.send("sandbox.setOutboundPolicy", { ...subjectOf(request), policy });
    return {};
  },
  sandboxWaitUntilReady: async ({ timeout, ...request }) => {
    await backend.send("sandbox.ready", { ...subjectOf(request), timeoutMs: millisecondsIn(timeout) });
    return {};
  },
});

function subjectOf({ taskId, containerId }: Subject): { readonly sandboxId: string } {
  return { sandboxId: containerId || sandboxIdOf(taskId) };
}

function pathOf(what: string, bytes: Uint8Array): string {
  return absolute(what, UTF8.decode(bytes));
}

/** Milliseconds; null for one that is kept. */
function ttlOf(seconds: number | null | undefined): number | null {
  if (seconds === -1) return null;
  return (seconds || DEFAULT_TTL_S) * 1000;
}

function refuseKey({
  customerSuppliedEncryptionKey,
}: {
  readonly customerSuppliedEncryptionKey?: Uint8Array | null | undefined;
}): void {
  if (customerSuppliedEncryptionKey?.length)
    throw new InvalidError("Snapshots are kept in memory here: an encryption key of your own is not emulated.");
}
