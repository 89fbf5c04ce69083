// Source: declarations of modal@0.11.1
import { AlreadyExistsError, type Image, InvalidError, NotFoundError, SandboxFilesystemNotFoundError } from "modal";
import { expect } from "vitest";
import { conformInSandboxes, makeSandbox, otherApp, type Place, rejects } from "./conform.js";
import { outcome } from "./outcome.js";

async function imageOf(place: Place): Promise<Image> {
  return place.modal.images.fromRegistry("debian:12").build(await otherApp(place));
}

conformInSandboxes({
  "Sandbox.experimentalSidecars SidecarService.create SidecarContainer.exec SidecarContainer.filesystem: beside":
    async (place) => {
      const sandbox = await makeSandbox(place);
      const sidecars = sandbox.experimentalSidecars;
      const image = await imageOf(place);
      const volume = await place.modal.volumes.fromName("v", { createIfMissing: true });
      const secret = await place.modal.secrets.fromObject({ S: "secret" });
      const beside = await sidecars.create("beside", image, {
        command: ["sleep", "1000"],
        env: { B: "2" },
        secrets: [secret],
        workdir: "/srv",
        volumes: { "/data": volume },
        outboundDomainAllowlist: ["a.example"],
      });
      expect(beside.containerName).toBe("beside");
      expect(beside.containerId).not.toBe(sandbox.sandboxId);
      expect(await outcome(beside, "sh", "-c", "echo $B,$S,$PWD; ls -d /data")).toMatchObject({
        stdout: "2,secret,/srv\n/data\n",
      });
      await beside.filesystem.writeText("x", "/srv/x");
      expect(await beside.filesystem.readText("/srv/x")).toBe("x");
      await rejects(sandbox.filesystem.stat("/srv/x"), SandboxFilesystemNotFoundError, "/srv/x");
      await rejects(sidecars.create("beside", image), AlreadyExistsError, '"beside"');
      await rejects(sidecars.create("main", image), InvalidError, "reserved");
      await rejects(sidecars.create("", image), InvalidError, "must not be empty");
      await rejects(
        sidecars.create("x", place.modal.images.fromRegistry("debian:12")),
        InvalidError,
        "must already be built",
      );
      const pipes = await beside.exec(["cat"], { mode: "binary" });
      await pipes.stdin.writeBytes(new Uint8Array([1, 2]));
      await pipes.stdin.close();
      expect([...(await pipes.stdout.readBytes())]).toEqual([1, 2]);
    },
  "SidecarService.get SidecarService.list SidecarContainer.poll SidecarContainer.wait SidecarContainer.terminate: their lives":
    async (place) => {
      const sandbox = await makeSandbox(place);
      const sidecars = sandbox.experimentalSidecars;
      const image = await imageOf(place);
      const ending = await sidecars.create("ending", image, { command: ["sh", "-c", "sleep 5; exit 3"] });
      expect(await ending.poll()).toBeNull();
      expect(await ending.wait()).toBe(3);
      expect(await ending.poll()).toBe(3);
      const other = await sidecars.create("other", image);
      expect((await sidecars.list()).map(({ containerName }) => containerName)).toEqual(["other"]);
      const all = await sidecars.list({ includeTerminated: true });
      expect(all.map(({ containerName }) => containerName).toSorted()).toEqual(["ending", "other"]);
      expect((await sidecars.get("other")).containerId).toBe(other.containerId);
      await rejects(sidecars.get("ending"), NotFoundError, 'Sidecar container "ending" not found');
      expect(await (await sidecars.get("ending", { includeTerminated: true })).wait()).toBe(3);
      expect(await other.terminate({ wait: true })).toBe(137);
      await rejects(sidecars.get("nope"), NotFoundError, '"nope" not found');
      const last = await sidecars.create("last", image);
      await last.terminate();
      expect(await last.wait()).toBe(137);
      const outlived = await sidecars.create("outlived", image);
      await sandbox.terminate({ wait: true });
      expect(await outlived.wait()).toBe(137);
    },
  "SidecarContainer.snapshotFilesystem SidecarContainer.snapshotDirectory SidecarContainer.mountImage SidecarContainer.unmountImage SidecarContainer.reloadVolumes: its disk":
    async (place) => {
      const sandbox = await makeSandbox(place);
      const volume = await place.modal.volumes.fromName("v", { createIfMissing: true });
      const beside = await sandbox.experimentalSidecars.create("beside", await imageOf(place), {
        volumes: { "/data": volume },
      });
      await beside.filesystem.writeText("x", "/srv/x");
      const whole = await beside.snapshotFilesystem({ ttlMs: null, timeoutMs: 10_000 });
      expect(await (await makeSandbox(place, {}, whole)).filesystem.readText("/srv/x")).toBe("x");
      const folder = await beside.snapshotDirectory("/srv");
      await beside.mountImage("/mnt", folder);
      expect(await beside.filesystem.readText("/mnt/x")).toBe("x");
      await beside.unmountImage("/mnt");
      await rejects(beside.filesystem.stat("/mnt/x"), SandboxFilesystemNotFoundError, "/mnt/x");
      await beside.filesystem.writeText("y", "/data/y");
      await beside.reloadVolumes({ timeoutMs: 5000 });
      const reader = await makeSandbox(place, { volumes: { "/data": volume } });
      expect(await reader.filesystem.readText("/data/y")).toBe("y");
    },
});
