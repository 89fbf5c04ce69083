// Source: declarations of modal@0.11.1
import {
  ConflictError,
  InvalidError,
  NotFoundError,
  SandboxFilesystemNotFoundError,
  SandboxTimeoutError,
  SnapshotCreationError,
  TimeoutError,
} from "modal";
import { expect } from "vitest";
import { conformInSandboxes, makeSandbox, otherApp, rejects } from "./conform.js";
import { outcome } from "./outcome.js";

const KEY = new Uint8Array(32).fill(7);

conformInSandboxes({
  "Sandbox.snapshotFilesystem: its disk is the image of others": async (place) => {
    const { modal, world, isVirtual } = place;
    const sandbox = await makeSandbox(place);
    await sandbox.filesystem.writeText("kept", "/srv/a");
    const image = await sandbox.snapshotFilesystem();
    await sandbox.filesystem.writeText("later", "/srv/a");
    const other = await makeSandbox(place, {}, image);
    expect(await other.filesystem.readText("/srv/a")).toBe("kept");
    expect((await modal.images.fromId(image.imageId)).imageId).toBe(image.imageId);
    const brief = await sandbox.snapshotFilesystem({ ttlMs: 60_000, timeoutMs: 30_000 });
    const lasting = await sandbox.snapshotFilesystem({ ttlMs: null });
    if (!isVirtual) return;
    await world.clock.advance(100_000);
    await rejects(modal.images.fromId(brief.imageId), NotFoundError, brief.imageId);
    await world.clock.advance(40 * 86_400_000);
    await rejects(modal.images.fromId(image.imageId), NotFoundError, image.imageId);
    expect((await modal.images.fromId(lasting.imageId)).imageId).toBe(lasting.imageId);
  },
  "Sandbox.snapshotDirectory Sandbox.mountImage Sandbox.unmountImage: a folder": async (place) => {
    const { modal } = place;
    const [one, other] = [await makeSandbox(place), await makeSandbox(place)];
    await one.filesystem.writeText("shared", "/srv/data/sub/a");
    const image = await one.snapshotDirectory("/srv/data", { ttlMs: 3_600_000, timeoutMs: 10_000 });
    await other.filesystem.writeText("covered", "/mnt/b");
    await other.mountImage("/mnt", image);
    expect(await other.filesystem.readText("/mnt/sub/a")).toBe("shared");
    await rejects(other.filesystem.stat("/mnt/b"), SandboxFilesystemNotFoundError, "/mnt/b");
    await other.mountImage("/mnt");
    expect(await other.filesystem.listFiles("/mnt")).toEqual([]);
    await other.unmountImage("/mnt");
    expect(await other.filesystem.readText("/mnt/b")).toBe("covered");
    await rejects(
      other.mountImage("/mnt", modal.images.fromRegistry("debian:12")),
      Error,
      "must be built before mounting",
    );
    const built = await modal.images.fromRegistry("debian:12").build(await otherApp(place));
    await other.mountImage("/image", built);
    await rejects(other.unmountImage("/nope"), "ClientError", "NOT_FOUND");
    await rejects(other.mountImage("relative", built), "ClientError", "INVALID_ARGUMENT");
    await rejects(one.snapshotDirectory("/nope"), "ClientError", "NOT_FOUND");
    await rejects(one.snapshotDirectory("/srv", { experimentalEncryptionKey: KEY }), "ClientError", "encryption key");
    await rejects(one.mountImage("/m", built, { experimentalEncryptionKey: KEY }), "ClientError", "encryption key");
  },
  "Sandbox.experimentalSnapshot SandboxSnapshotService.fromId SandboxService.experimentalFromSnapshot: with memory":
    async (place) => {
      const { sandboxes, sandboxSnapshots } = place.modal;
      const first = await makeSandbox(place, { name: "first", env: { A: "1" }, experimentalEnableSnapshot: true });
      await first.filesystem.writeText("kept", "/srv/a");
      const snapshot = await first.experimentalSnapshot();
      expect(snapshot.snapshotId).toMatch(/^sn-/);
      const found = await sandboxSnapshots.fromId(snapshot.snapshotId);
      const unnamed = await sandboxes.experimentalFromSnapshot(found, { name: null });
      expect(unnamed.sandboxId).toMatch(place.isV2 ? /^sb-\w{23,}$/ : /^sb-\w{22}$/);
      expect(found._isV2).toBe(place.isV2);
      expect(await unnamed.filesystem.readText("/srv/a")).toBe("kept");
      expect(await outcome(unnamed, "printenv", "A")).toMatchObject({ stdout: "1\n" });
      await rejects(sandboxes.experimentalFromSnapshot(snapshot), "ClientError", "ALREADY_EXISTS");
      const named = await sandboxes.experimentalFromSnapshot(snapshot, { name: "second" });
      expect((await sandboxes.fromName("sandboxes", "second")).sandboxId).toBe(named.sandboxId);
      await first.terminate({ wait: true });
      const again = await sandboxes.experimentalFromSnapshot(snapshot);
      expect((await sandboxes.fromName("sandboxes", "first")).sandboxId).toBe(again.sandboxId);
      await rejects((await makeSandbox(place)).experimentalSnapshot(), "ClientError", "INVALID_ARGUMENT");
      const nobody = await sandboxSnapshots.fromId("sn-nope");
      await rejects(sandboxes.experimentalFromSnapshot(nobody), "ClientError", "NOT_FOUND");
    },
  "Sandbox.experimentalGetExitSnapshot: its disk as it was at the end": async (place) => {
    const params = { experimentalOptions: { enable_exit_snapshot: true } };
    const sandbox = await makeSandbox(place, { ...params, command: ["sh", "-c", "sleep 5; echo done > /srv/result"] });
    await rejects(sandbox.experimentalGetExitSnapshot({ timeoutMs: 0 }), TimeoutError, "timed out waiting");
    const image = await sandbox.experimentalGetExitSnapshot();
    expect(await (await makeSandbox(place, {}, image)).filesystem.readText("/srv/result")).toBe("done\n");
    const terminated = await makeSandbox(place, params);
    await terminated.terminate({ wait: true });
    expect((await terminated.experimentalGetExitSnapshot({ timeoutMs: 1000 })).imageId).toMatch(/^im-/);
    await rejects((await makeSandbox(place)).experimentalGetExitSnapshot(), InvalidError, "");
    await rejects(sandbox.experimentalGetExitSnapshot({ timeoutMs: -1 }), InvalidError, "must be non-negative");
    const nobody = await place.modal.sandboxes.fromId(`${sandbox.sandboxId.slice(0, -3)}xyz`);
    await rejects(nobody.experimentalGetExitSnapshot(), NotFoundError, "");
  },
  "Sandbox.reloadVolumes: what others have written": async (place) => {
    const volume = await place.modal.volumes.fromName("shared", { createIfMissing: true });
    const [one, other] = [
      await makeSandbox(place, { volumes: { "/data": volume } }),
      await makeSandbox(place, { volumes: { "/data": volume } }),
    ];
    await one.filesystem.writeText("x", "/data/a");
    await one.reloadVolumes();
    await other.reloadVolumes({ timeoutMs: 5000 });
    expect(await other.filesystem.readText("/data/a")).toBe("x");
    await rejects(other.reloadVolumes({ timeoutMs: -1 }), InvalidError, "must not be negative");
    await other.terminate({ wait: true });
    const found = await place.modal.sandboxes.fromId(other.sandboxId);
    await rejects(found.reloadVolumes(), ConflictError, "");
    await rejects(found.snapshotFilesystem(), ConflictError, "");
  },
});

conformInSandboxes(
  {
    "Sandbox.tunnels Sandbox.experimentalGetExitSnapshot: of one that has not started": async (place) => {
      const params = { encryptedPorts: [8000], experimentalOptions: { enable_exit_snapshot: true } };
      const sandbox = await makeSandbox(place, params);
      await rejects(sandbox.tunnels(1000), SandboxTimeoutError, "");
      expect(await sandbox.poll()).toBeNull();
      expect(Object.keys(await sandbox.tunnels(120_000))).toEqual(["8000"]);
      const brief = await makeSandbox(place, params);
      await brief.terminate({ wait: true });
      await rejects(brief.experimentalGetExitSnapshot(), SnapshotCreationError, "could be captured");
    },
  },
  { coldStartMs: 60_000 },
);
