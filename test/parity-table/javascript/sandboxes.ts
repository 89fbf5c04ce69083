import { expect } from "vitest";
import {
  App,
  ClientClosed,
  CloudBucketMount,
  ExperimentalOutboundPolicy,
  Image,
  NotFoundError,
  Probe,
  Sandbox,
  SandboxFilesystem,
  SandboxTerminatedError,
  Volume,
} from "modal-emulator";
import { aSandbox, said } from "../python/sandbox-place.ts";
import { type Area, differs, expectThrown, works } from "../row.ts";
import { ofClient } from "./of-client.ts";

export const sandboxes: Area = {
  title: "Sandbox",
  intro: 'On machines in memory ([guide](sandboxes.md)); what real programs of `sandboxes: "process"` do is theirs.',
  prepare: (world) => {
    world.buckets.create("js-bucket");
    world.sandboxes.command("server", async (_, io) => {
      await io.serve(8080, ({ headers }) => new Response(`hello ${headers.get("x-verified-user-data") ?? ""}`));
      await io.sleep(3_600_000);
    });
  },
  rows: [
    ofClient(
      "SandboxService.create(app, image, { … })",
      "Sandbox.create(app, image, { … })",
      async ({ apps, images, sandboxes: service }) => {
        const app = await apps.fromName("sandboxes", { createIfMissing: true });
        const sandbox = await service.create(app, images.fromRegistry("alpine"), { command: ["echo", "hi"] });
        expect(await sandbox.stdout.readText()).toBe("hi\n");
        const made = await Sandbox.create(await App.lookup("sandboxes"), Image.debianSlim(), {
          command: ["cat", "/b/none"],
          cpu: 1,
          cpuLimit: 2,
          memoryMiB: 128,
          memoryLimitMiB: 256,
          regions: ["us-east"],
          cloudBucketMounts: { "/b": new CloudBucketMount("js-bucket") },
        });
        expect(await made.wait()).toBe(1);
      },
      'handles have this form too, but for `runtime`, which is `"memory"` or `"process"` there',
    ),
    ofClient("SandboxService.fromId(id)", "Sandbox.fromId(id)", async ({ sandboxes: service }) => {
      const { sandboxId } = await aSandbox();
      expect((await service.fromId(sandboxId)).sandboxId).toBe(sandboxId);
      await expectThrown(() => Sandbox.fromId("sb-none"), NotFoundError, "sb-none");
    }),
    ofClient(
      "SandboxService.fromName(app, name, { environment, includeTerminated })",
      "Sandbox.fromName(app, name, { environment, includeTerminated })",
      async ({ sandboxes: service }) => {
        const sandbox = await aSandbox({ name: "js-named" });
        const { sandboxId } = await service.fromName("sandboxes", "js-named", { environment: "main" });
        expect(sandboxId).toBe(sandbox.sandboxId);
        await sandbox.terminate({ wait: true });
        const found = await Sandbox.fromName("sandboxes", "js-named", { includeTerminated: true });
        expect(found.sandboxId).toBe(sandboxId);
      },
    ),
    ofClient(
      "SandboxService.list({ appId, tags, environment })",
      "Sandbox.list({ appId, tags, environment })",
      async ({ sandboxes: service }) => {
        const { sandboxId } = await aSandbox({ tags: { kind: "js-listed" } });
        const wanted = { tags: { kind: "js-listed" }, environment: "main" };
        expect(await Array.fromAsync(service.list(wanted), (each) => each.sandboxId)).toEqual([sandboxId]);
        expect(await Array.fromAsync(Sandbox.list(wanted), (each) => each.sandboxId)).toEqual([sandboxId]);
      },
    ),
    ofClient(
      "SandboxService: experimentalCreate, experimentalFromName, experimentalFromSnapshot, experimentalList",
      "Sandbox.create, fromName, list, Sandbox.experimentalFromSnapshot(snapshot, { name })",
      async ({ apps, images, sandboxes: service }) => {
        const app = await apps.fromName("js-second", { createIfMissing: true });
        const options = { command: ["cat"], name: "v2", experimentalEnableSnapshot: true };
        const sandbox = await service.experimentalCreate(app, images.fromRegistry("alpine"), options);
        expect((await service.experimentalFromName("js-second", "v2")).sandboxId).toBe(sandbox.sandboxId);
        const listed = await Array.fromAsync(service.experimentalList({ appId: app.appId }));
        expect(listed.map(({ sandboxId }) => sandboxId)).toEqual([sandbox.sandboxId]);
        await sandbox.filesystem.writeText("kept", "/srv/a");
        const again = await service.experimentalFromSnapshot(await sandbox.experimentalSnapshot(), { name: null });
        expect(await again.filesystem.readText("/srv/a")).toBe("kept");
      },
    ),
    works("Sandbox.sandboxId", "sandbox.sandboxId", async () => {
      expect((await aSandbox()).sandboxId).toMatch(/^sb-/);
    }),
    works("Sandbox.stdin: writeText, writeBytes", "sandbox.stdin", async () => {
      const sandbox = await aSandbox({}, "cat");
      await sandbox.stdin.writeText("one ");
      await sandbox.stdin.writeBytes(new TextEncoder().encode("two"));
      await sandbox.stdin.close();
      expect(await sandbox.stdout.readText()).toBe("one two");
    }),
    works("Sandbox.stdout: readText, readBytes", "sandbox.stdout", async () => {
      expect(await (await aSandbox({}, "echo", "out")).stdout.readText()).toBe("out\n");
      expect(Buffer.from(await (await aSandbox({}, "echo", "out")).stdout.readBytes()).toString()).toBe("out\n");
    }),
    works("Sandbox.stderr", "sandbox.stderr", async () => {
      expect(await (await aSandbox({}, "sh", "-c", "echo err >&2")).stderr.readText()).toBe("err\n");
    }),
    works(
      "Sandbox.logs: fetch, tail",
      "sandbox.logs.fetch(), tail(), stream()",
      async () => {
        const { logs } = await aSandbox({}, "echo", "logged");
        expect(await Array.fromAsync(logs.stream(), ({ message }) => message)).toEqual(["logged"]);
        const since = new Date(0);
        expect(await Array.fromAsync(logs.fetch({ since }), ({ message }) => message)).toEqual(["logged"]);
        expect(await Array.fromAsync(logs.tail({ entries: 1 }), ({ message }) => message)).toEqual(["logged"]);
      },
      "`stream` is only here",
    ),
    works("Sandbox.filesystem", "sandbox.filesystem", async () => {
      const { filesystem } = await aSandbox();
      expect(filesystem).toBeInstanceOf(SandboxFilesystem);
      expect((await filesystem.stat("/etc")).type).toBe("directory");
    }),
    works("Sandbox.experimentalSidecars", "sandbox.experimentalSidecars", async () => {
      const { experimentalSidecars } = await aSandbox();
      await experimentalSidecars.create("beside", Image.debianSlim(), { command: ["cat"] });
      expect(await experimentalSidecars.list()).toHaveLength(1);
    }),
    works("Sandbox: setTags, getTags", "sandbox.setTags(tags), sandbox.getTags()", async () => {
      const sandbox = await aSandbox();
      await sandbox.setTags({ a: "1" });
      expect(await sandbox.getTags()).toEqual({ a: "1" });
    }),
    works("Sandbox.experimentalSetName", "sandbox.experimentalSetName(name)", async () => {
      const sandbox = await aSandbox();
      await sandbox.experimentalSetName("js-late");
      expect((await Sandbox.fromName("sandboxes", "js-late")).sandboxId).toBe(sandbox.sandboxId);
    }),
    works("Sandbox.exec(command[], params)", "sandbox.exec([…], { … }), sandbox.exec(...words, { … })", async () => {
      const options = { mode: "text", timeoutMs: 1000, workdir: "/tmp", env: { A: "1" }, stderr: "ignore" } as const;
      const process = await (await aSandbox()).exec(["sh", "-c", "echo $A in $PWD; echo lost >&2"], options);
      expect(await process.stdout.readText()).toBe("1 in /tmp\n");
      expect(await process.wait()).toBe(0);
    }),
    works("Sandbox.createConnectToken", "sandbox.createConnectToken({ userMetadata, port })", async (world) => {
      const sandbox = await aSandbox({}, "server");
      await world.clock.advance(1);
      const { url, token } = await sandbox.createConnectToken({ userMetadata: "ada" });
      const answer = await world.fetch(url, { headers: { authorization: `Bearer ${token}` } });
      expect(await answer.text()).toBe("hello ada");
    }),
    works("Sandbox.terminate({ wait })", "sandbox.terminate({ wait })", async () => {
      const code: number = await (await aSandbox()).terminate({ wait: true });
      expect(code).toBe(137);
    }),
    works("Sandbox.detach()", "sandbox.detach()", async () => {
      const sandbox = await aSandbox();
      sandbox.detach();
      await expectThrown(() => sandbox.poll(), ClientClosed, "detach");
    }),
    differs(
      "Sandbox.wait()",
      "sandbox.wait({ raiseOnTermination })",
      "as in Python, it rejects for one that was terminated or has hit its time limit; `raiseOnTermination: false` gives the code. By Modal's own client as there",
      async () => {
        expect(await (await aSandbox({}, "sh", "-c", "exit 3")).wait()).toBe(3);
        const ended = await aSandbox();
        await ended.terminate();
        await expectThrown(() => ended.wait(), SandboxTerminatedError, ended.sandboxId);
        expect(await ended.wait({ raiseOnTermination: false })).toBe(137);
      },
    ),
    works("Sandbox.waitUntilReady(timeoutMs)", "sandbox.waitUntilReady(timeoutMs)", async () => {
      const sandbox = await aSandbox({ readinessProbe: Probe.withExec(["true"]) });
      expect(await sandbox.waitUntilReady(5000)).toBeUndefined();
    }),
    works("Sandbox.tunnels(timeoutMs)", "sandbox.tunnels(timeoutMs)", async (world) => {
      const sandbox = await aSandbox({ encryptedPorts: [8080] }, "server");
      await world.clock.advance(1);
      const { 8080: tunnel } = await sandbox.tunnels(5000);
      expect(await (await world.fetch(tunnel?.url ?? "")).text()).toBe("hello ");
    }),
    works("Sandbox.snapshotFilesystem", "sandbox.snapshotFilesystem({ timeoutMs, ttlMs })", async () => {
      const sandbox = await aSandbox();
      await sandbox.filesystem.writeText("kept", "/srv/a");
      const image = await sandbox.snapshotFilesystem({ timeoutMs: 5000, ttlMs: null });
      expect(await (await aSandbox({ image })).filesystem.readText("/srv/a")).toBe("kept");
    }),
    works(
      "Sandbox: experimentalGetExitSnapshot, experimentalSnapshot",
      "the same, sandbox.experimentalGetExitSnapshot({ timeoutMs })",
      async () => {
        const sandbox = await aSandbox(
          { experimentalEnableExitSnapshot: true, experimentalEnableSnapshot: true },
          "cat",
        );
        await sandbox.filesystem.writeText("kept", "/srv/a");
        expect((await sandbox.experimentalSnapshot()).snapshotId).toMatch(/^sn-/);
        await sandbox.stdin.close();
        const image = await sandbox.experimentalGetExitSnapshot({ timeoutMs: 5000 });
        expect(await (await aSandbox({ image })).filesystem.readText("/srv/a")).toBe("kept");
      },
      "a snapshot of memory has the disk; the main process begins anew. The switch is the option `experimentalEnableExitSnapshot`",
    ),
    works("Sandbox: mountImage, unmountImage", "the same", async () => {
      const sandbox = await aSandbox();
      await sandbox.mountImage("/mnt/empty");
      await sandbox.filesystem.writeText("x", "/mnt/empty/a");
      await sandbox.unmountImage("/mnt/empty");
      expect(await said(sandbox, "ls", "/mnt/empty")).not.toContain("a\n");
    }),
    works("Sandbox: updateNetworkPolicy, experimentalUpdateOutboundPolicy", "the same", async (world) => {
      world.onFetch("http://allowed.example/", () => new Response("there"), { optional: true });
      const policy = new ExperimentalOutboundPolicy();
      const sandbox = await aSandbox({ experimentalOutboundPolicy: policy });
      await sandbox.experimentalUpdateOutboundPolicy(
        policy.withHeaderReplacement({ domain: "a.example", headers: { "x-a": "1" } }),
      );
      await sandbox.updateNetworkPolicy({ outboundCidrAllowlist: [], outboundDomainAllowlist: [] });
      expect(await said(sandbox, "curl", "-s", "http://allowed.example/")).toBe("");
    }),
    works("Sandbox.reloadVolumes", "sandbox.reloadVolumes({ timeoutMs })", async () => {
      const volume = Volume.fromName("js-reloaded", { createIfMissing: true });
      const sandbox = await aSandbox({ volumes: { "/v": volume } });
      await volume.batchUpload((upload) => upload.putFile(new Uint8Array([120]), "/a"));
      await sandbox.reloadVolumes({ timeoutMs: 5000 });
      expect(await sandbox.filesystem.readText("/v/a")).toBe("x");
    }),
    works("Sandbox.snapshotDirectory", "sandbox.snapshotDirectory(path, { timeoutMs, ttlMs })", async () => {
      const sandbox = await aSandbox();
      await sandbox.filesystem.writeText("kept", "/srv/folder/a");
      const other = await aSandbox();
      await other.mountImage("/mnt/x", await sandbox.snapshotDirectory("/srv/folder"));
      expect(await other.filesystem.readText("/mnt/x/a")).toBe("kept");
    }),
    works("Sandbox.poll()", "sandbox.poll()", async () => {
      const sandbox = await aSandbox({}, "sleep", "1");
      expect(await sandbox.poll()).toBeNull();
      await sandbox.wait();
      expect(await sandbox.poll()).toBe(0);
    }),
  ],
};
