import { expect } from "vitest";
import {
  ClientClosed,
  NotFoundError,
  Probe,
  Sandbox,
  SandboxSnapshot,
  SandboxTerminatedError,
  SidecarContainer,
  Volume,
} from "modal-emulator";
import { type Area, expectThrown, works } from "../row.ts";
import { aSandbox, said } from "./sandbox-place.ts";

export const sandboxes: Area = {
  title: "Sandbox",
  intro: 'On machines in memory ([guide](sandboxes.md)); what real programs of `sandboxes: "process"` do is theirs.',
  prepare: (world) =>
    world.sandboxes.command("server", async (_, io) => {
      await io.serve(8080, ({ headers }) => new Response(`hello ${headers.get("x-verified-user-data") ?? ""}`));
      await io.sleep(3_600_000);
    }),
  rows: [
    works(
      "Sandbox.create(*args, 33 options)",
      "Sandbox.create(...words, { … }), Sandbox.create(app, image, { command, … })",
      async () => {
        const sandbox = await aSandbox({}, "echo", "hello");
        expect(await sandbox.stdout.readText()).toBe("hello\n");
        expect(await sandbox.wait()).toBe(0);
      },
      "in the forms of Python and of JavaScript",
    ),
    works("Sandbox.from_id", "Sandbox.fromId(id)", async () => {
      const { objectId } = await aSandbox();
      expect((await Sandbox.fromId(objectId)).objectId).toBe(objectId);
    }),
    works(
      "Sandbox.from_name",
      "Sandbox.fromName(app, name)",
      async () => {
        const { objectId } = await aSandbox({ name: "named" });
        expect((await Sandbox.fromName("sandboxes", "named")).objectId).toBe(objectId);
      },
      "`includeTerminated` finds the last one of a name",
    ),
    works(
      "Sandbox.list(app_id, tags)",
      "Sandbox.list({ appId, tags })",
      async () => {
        const { objectId } = await aSandbox({ tags: { kind: "listed" } });
        const found = await Array.fromAsync(Sandbox.list({ tags: { kind: "listed" } }));
        expect(found.map((sandbox) => sandbox.objectId)).toEqual([objectId]);
      },
      "running ones, newest first",
    ),
    works(
      "sandbox.exec()",
      "sandbox.exec(...words, { … }), sandbox.exec([…], { … })",
      async () => {
        expect(await said(await aSandbox(), "echo", "from exec")).toBe("from exec\n");
      },
      "one text with blanks is a line for `sh -c`",
    ),
    works("sandbox.terminate()", "sandbox.terminate({ wait })", async () => {
      const sandbox = await aSandbox();
      expect(await sandbox.terminate({ wait: true })).toBe(137);
    }),
    works("sandbox.wait()", "sandbox.wait({ raiseOnTermination })", async () => {
      expect(await (await aSandbox({}, "sh", "-c", "exit 3")).wait()).toBe(3);
      const ended = await aSandbox();
      await ended.terminate();
      await expectThrown(() => ended.wait(), SandboxTerminatedError, ended.objectId);
    }),
    works("sandbox.poll()", "sandbox.poll()", async () => {
      const sandbox = await aSandbox({}, "sleep", "1");
      expect(await sandbox.poll()).toBeNull();
      await sandbox.wait();
      expect(await sandbox.poll()).toBe(0);
    }),
    works("sandbox.detach", "sandbox.detach()", async () => {
      const sandbox = await aSandbox();
      sandbox.detach();
      await expectThrown(() => sandbox.poll(), ClientClosed, "detach");
    }),
    works("sandbox.get_tags", "sandbox.getTags()", async () => {
      expect(await (await aSandbox({ tags: { a: "1" } })).getTags()).toEqual({ a: "1" });
    }),
    works("sandbox.set_tags", "sandbox.setTags(tags)", async () => {
      const sandbox = await aSandbox({ tags: { a: "1" } });
      await sandbox.setTags({ b: "2" });
      expect(await sandbox.getTags()).toEqual({ b: "2" });
    }),
    works(
      "sandbox.snapshot_filesystem",
      "sandbox.snapshotFilesystem({ timeoutMs, ttlMs })",
      async () => {
        const sandbox = await aSandbox();
        await sandbox.filesystem.writeText("kept", "/srv/a");
        const image = await sandbox.snapshotFilesystem();
        expect(await (await aSandbox({ image })).filesystem.readText("/srv/a")).toBe("kept");
      },
      "an image of the world",
    ),
    works("sandbox.snapshot_directory", "sandbox.snapshotDirectory(path, { timeoutMs, ttlMs })", async () => {
      const sandbox = await aSandbox();
      await sandbox.filesystem.writeText("kept", "/srv/folder/a");
      const image = await sandbox.snapshotDirectory("/srv/folder");
      const other = await aSandbox();
      await other.mountImage("/mnt/x", image);
      expect(await other.filesystem.readText("/mnt/x/a")).toBe("kept");
    }),
    works("sandbox.mount_image", "sandbox.mountImage(path, image)", async () => {
      const sandbox = await aSandbox();
      await sandbox.mountImage("/mnt/empty");
      expect(await sandbox.filesystem.listFiles("/mnt/empty")).toEqual([]);
    }),
    works("sandbox.unmount_image", "sandbox.unmountImage(path)", async () => {
      const sandbox = await aSandbox();
      await sandbox.mountImage("/mnt/empty");
      await sandbox.filesystem.writeText("x", "/mnt/empty/a");
      await sandbox.unmountImage("/mnt/empty");
      expect(await said(sandbox, "ls", "/mnt/empty")).not.toContain("a\n");
    }),
    works("sandbox.wait_until_ready", "sandbox.waitUntilReady({ timeoutMs })", async () => {
      const sandbox = await aSandbox({ readinessProbe: Probe.withExec(["true"]) });
      expect(await sandbox.waitUntilReady()).toBeUndefined();
    }),
    works(
      "sandbox.tunnels",
      "sandbox.tunnels({ timeoutMs })",
      async (world) => {
        const sandbox = await aSandbox({ encryptedPorts: [8080] }, "server");
        await world.clock.advance(1);
        const { 8080: tunnel } = await sandbox.tunnels();
        expect(await (await world.fetch(tunnel?.url ?? "")).text()).toBe("hello ");
      },
      "addresses in the world; from outside of it by `world.serve`",
    ),
    works("sandbox.create_connect_token", "sandbox.createConnectToken({ userMetadata })", async (world) => {
      const sandbox = await aSandbox({}, "server");
      await world.clock.advance(1);
      const { url, token } = await sandbox.createConnectToken();
      expect((await world.fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
      expect((await world.fetch(url)).status).toBe(401);
    }),
    works("sandbox.reload_volumes", "sandbox.reloadVolumes({ timeoutMs })", async () => {
      const volume = Volume.fromName("reloaded", { createIfMissing: true });
      const sandbox = await aSandbox({ volumes: { "/v": volume } });
      await volume.batchUpload((upload) => upload.putFile(new Uint8Array([120]), "/a"));
      await sandbox.reloadVolumes();
      expect(await sandbox.filesystem.readText("/v/a")).toBe("x");
    }),
    works("sandbox.filesystem", "sandbox.filesystem", async () => {
      expect((await (await aSandbox()).filesystem.stat("/etc")).type).toBe("directory");
    }),
    works(
      "sandbox.open",
      "sandbox.open(path, mode)",
      async () => {
        await using file = await (await aSandbox()).open("/srv/a", "w+");
        await file.write("text");
        await file.seek(0);
        expect(await file.read()).toBe("text");
      },
      "with a warning",
    ),
    works(
      "sandbox.ls",
      "sandbox.ls(path)",
      async () => {
        expect(await (await aSandbox()).ls("/")).toContain("etc");
      },
      "with a warning",
    ),
    works(
      "sandbox.mkdir",
      "sandbox.mkdir(path, { parents })",
      async () => {
        const sandbox = await aSandbox();
        await sandbox.mkdir("/srv/a/b", { parents: true });
        expect(await sandbox.ls("/srv/a")).toEqual(["b"]);
      },
      "with a warning",
    ),
    works(
      "sandbox.rm",
      "sandbox.rm(path, { recursive })",
      async () => {
        const sandbox = await aSandbox();
        await sandbox.rm("/etc", { recursive: true });
        expect(await sandbox.ls("/")).not.toContain("etc");
      },
      "with a warning",
    ),
    works(
      "sandbox.watch",
      "sandbox.watch(path, { … })",
      async () => {
        const sandbox = await aSandbox();
        expect(await Array.fromAsync(sandbox.watch("/srv", { timeoutMs: 1000 }))).toEqual([]);
      },
      "with a warning",
    ),
    works(
      "sandbox.stdout",
      "sandbox.stdout",
      async () => {
        expect(await (await aSandbox({}, "echo", "out")).stdout.readText()).toBe("out\n");
      },
      "a `ModalReadStream`, by lines",
    ),
    works("sandbox.stderr", "sandbox.stderr", async () => {
      expect(await (await aSandbox({}, "sh", "-c", "echo err >&2")).stderr.readText()).toBe("err\n");
    }),
    works(
      "sandbox.stdin",
      "sandbox.stdin",
      async () => {
        const sandbox = await aSandbox({}, "cat");
        await sandbox.stdin.writeText("given");
        await sandbox.stdin.close();
        expect(await sandbox.stdout.readText()).toBe("given");
      },
      "a `ModalWriteStream`",
    ),
    works("sandbox.returncode", "sandbox.returncode", async () => {
      const sandbox = await aSandbox({}, "false");
      expect(sandbox.returncode).toBeNull();
      await sandbox.wait();
      expect(sandbox.returncode).toBe(1);
    }),
    works(
      "sandbox.logs",
      "sandbox.logs",
      async () => {
        const sandbox = await aSandbox({}, "echo", "logged");
        await sandbox.wait();
        expect((await sandbox.logs.tail(1)).map(({ message }) => message)).toEqual(["logged"]);
      },
      "what the main process has written",
    ),
    works("sandbox.object_id", "sandbox.objectId, sandboxId", async () => {
      const { objectId, sandboxId } = await aSandbox();
      expect([objectId, sandboxId]).toEqual([expect.stringMatching(/^sb-/), objectId]);
    }),
    works("Probe.with_tcp / with_exec", "Probe.withTcp / withExec", async () => {
      const sandbox = await aSandbox({ readinessProbe: Probe.withTcp(8080) }, "server");
      expect(await sandbox.waitUntilReady({ timeoutMs: 5000 })).toBeUndefined();
    }),
    works(
      "SandboxSnapshot.from_id",
      "SandboxSnapshot.fromId(id)",
      async () => {
        const sandbox = await aSandbox({ experimentalEnableSnapshot: true }, "cat");
        await sandbox.filesystem.writeText("kept", "/srv/a");
        const { objectId } = await sandbox.experimentalSnapshot();
        const again = await Sandbox.experimentalFromSnapshot(await SandboxSnapshot.fromId(objectId));
        expect(await again.filesystem.readText("/srv/a")).toBe("kept");
        await expectThrown(() => SandboxSnapshot.fromId("sn-none"), NotFoundError, "sn-none");
      },
      "disk and settings; memory is not copied, and the main process begins anew",
    ),
    works("Sidecars (SidecarManager.create/get/list; SidecarContainer)", "sandbox.experimentalSidecars", async () => {
      const { experimentalSidecars: sidecars } = await aSandbox();
      const made = await sidecars.create("cat", { name: "beside" });
      expect(made).toBeInstanceOf(SidecarContainer);
      expect((await sidecars.get({ name: "beside" })).objectId).toBe(made.objectId);
      expect(await sidecars.list()).toHaveLength(1);
    }),
    works("sandbox._experimental_set_name", "sandbox.experimentalSetName(name)", async () => {
      const sandbox = await aSandbox();
      await sandbox.experimentalSetName("late");
      expect((await Sandbox.fromName("sandboxes", "late")).objectId).toBe(sandbox.objectId);
    }),
    works("sandbox._experimental_get_exit_snapshot", "sandbox.experimentalGetExitSnapshot({ timeoutMs })", async () => {
      const sandbox = await aSandbox({ experimentalEnableExitSnapshot: true }, "sh", "-c", "echo done > /srv/result");
      const image = await sandbox.experimentalGetExitSnapshot();
      expect(await (await aSandbox({ image })).filesystem.readText("/srv/result")).toBe("done\n");
    }),
    works(
      "sandbox._experimental_set_outbound_network_policy",
      "sandbox.updateNetworkPolicy({ … })",
      async (world) => {
        world.onFetch("http://allowed.example/", () => new Response("there"), { optional: true });
        const sandbox = await aSandbox();
        await sandbox.updateNetworkPolicy({ outboundDomainAllowlist: ["other.example"] });
        expect(await said(sandbox, "curl", "-s", "http://allowed.example/")).toBe("");
        await sandbox.updateNetworkPolicy({ outboundDomainAllowlist: ["allowed.example"] });
        expect(await said(sandbox, "curl", "-s", "http://allowed.example/")).toBe("there");
      },
      "acted on for `curl`, `wget` and `python3` in memory; recorded for real programs",
    ),
  ],
};
