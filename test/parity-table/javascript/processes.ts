import { expect } from "vitest";
import { ContainerProcess, ExperimentalOutboundPolicy, Image, Probe, Secret, SidecarContainer } from "modal-emulator";
import { aSandbox } from "../python/sandbox-place.ts";
import { type Area, works } from "../row.ts";
import { ofClient } from "./of-client.ts";

export const processes: Area = {
  title: "Processes, sidecars and what else sandboxes have",
  prepare: (world) => {
    world.secrets.set("js-key", { KEY: "k" });
    world.sandboxes.command("listen", async (_, io) => {
      await io.serve(8080, () => new Response("ready"));
      await io.sleep(3_600_000);
    });
  },
  rows: [
    works("ContainerProcess: stdin, stdout, stderr", "the same members", async () => {
      const process = await (await aSandbox()).exec(["sh", "-c", "cat; echo err >&2"]);
      expect(process).toBeInstanceOf(ContainerProcess);
      await process.stdin.writeText("given");
      await process.stdin.close();
      expect([await process.stdout.readText(), await process.stderr.readText()]).toEqual(["given", "err\n"]);
    }),
    works("ContainerProcess.closeStdin()", "process.closeStdin()", async () => {
      const process = await (await aSandbox()).exec(["cat"]);
      await process.closeStdin();
      expect(await process.wait()).toBe(0);
      expect(await process.closeStdin()).toBeUndefined();
    }),
    works("ContainerProcess.wait()", "process.wait()", async () => {
      expect(await (await (await aSandbox()).exec(["sh", "-c", "exit 4"])).wait()).toBe(4);
    }),
    ofClient(
      "SandboxSnapshotService.fromId(id); SandboxSnapshot.snapshotId",
      "SandboxSnapshot.fromId(id); snapshot.snapshotId",
      async ({ sandboxSnapshots }) => {
        const { snapshotId } = await (
          await aSandbox({ experimentalEnableSnapshot: true }, "cat")
        ).experimentalSnapshot();
        expect((await sandboxSnapshots.fromId(snapshotId)).snapshotId).toBe(snapshotId);
      },
    ),
    works(
      "SidecarService: create(name, image, { … }), get(name, { … }), list({ … })",
      "the same; create(...words, { name, image, … }), get({ name })",
      async () => {
        const { experimentalSidecars: sidecars } = await aSandbox();
        const made = await sidecars.create("beside", Image.debianSlim(), { command: ["cat"], env: { A: "1" } });
        expect((await sidecars.get("beside", { includeTerminated: false })).containerId).toBe(made.containerId);
        expect(await sidecars.list({ includeTerminated: true })).toHaveLength(1);
      },
      "of the options, `command`, `env`, `secrets`, `workdir` and `volumes`; others are an `InvalidError`",
    ),
    works(
      "SidecarContainer: containerId, containerName, exec, filesystem, wait, poll, terminate, snapshotFilesystem, reloadVolumes, mountImage, …",
      "the same members",
      async () => {
        const { experimentalSidecars: sidecars } = await aSandbox();
        const made = await sidecars.create("beside", Image.debianSlim(), { command: ["cat"] });
        expect(made).toBeInstanceOf(SidecarContainer);
        expect(made.containerName).toBe("beside");
        await made.filesystem.writeText("x", "/srv/a");
        expect(await (await made.exec(["cat", "/srv/a"])).stdout.readText()).toBe("x");
        await made.mountImage("/mnt/x", await made.snapshotFilesystem());
        await made.reloadVolumes();
        expect(await made.poll()).toBeNull();
        expect(await made.terminate({ wait: true })).toBe(137);
      },
    ),
    works("Probe: withTcp(port, { intervalMs }), withExec(argv, { intervalMs })", "the same", async () => {
      const tcp = await aSandbox({ readinessProbe: Probe.withTcp(8080, { intervalMs: 50 }) }, "listen");
      expect(await tcp.waitUntilReady(5000)).toBeUndefined();
      const exec = await aSandbox({ readinessProbe: Probe.withExec(["true"], { intervalMs: 50 }) });
      expect(await exec.waitUntilReady(5000)).toBeUndefined();
    }),
    works(
      "ExperimentalOutboundPolicy.withHeaderReplacement({ domain, headers, secret })",
      "the same",
      async (world) => {
        world.onFetch("https://api.example/", ({ headers }) => new Response(headers.get("authorization")));
        const experimentalOutboundPolicy = new ExperimentalOutboundPolicy().withHeaderReplacement({
          domain: "api.example",
          headers: { authorization: "Bearer $KEY" },
          secret: Secret.fromName("js-key"),
        });
        const sandbox = await aSandbox({ experimentalOutboundPolicy });
        const process = await sandbox.exec(["curl", "-s", "https://api.example/"]);
        expect(await process.stdout.readText()).toBe("Bearer k");
      },
      "acted on for programs in memory, recorded for real ones",
    ),
  ],
};
