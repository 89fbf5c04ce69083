// Source: declarations of modal@0.11.1
import {
  AlreadyExistsError,
  ClientClosedError,
  ConflictError,
  InvalidError,
  NotFoundError,
  Probe,
  TimeoutError,
} from "modal";
import { expect } from "vitest";
import { conformInSandboxes, makeSandbox, otherApp, rejects } from "./conform.js";
import { outcome } from "./outcome.js";

const ID = { V1: /^sb-[A-Za-z0-9]{22}$/, V2: /^sb-[A-Za-z0-9]{23,}$/ };

conformInSandboxes({
  "SandboxService.create Sandbox.poll Sandbox.wait: its command, to its end": async (place) => {
    const sandbox = await makeSandbox(place, { command: ["sh", "-c", "sleep 60; exit 3"] });
    expect(sandbox.sandboxId).toMatch(place.isV2 ? ID.V2 : ID.V1);
    expect(await sandbox.poll()).toBeNull();
    expect(await sandbox.wait()).toBe(3);
    expect(await sandbox.poll()).toBe(3);
    expect(await (await makeSandbox(place, { command: ["true"] })).wait()).toBe(0);
    const limited = await makeSandbox(place, { timeoutMs: 10_000 });
    expect(await limited.wait()).toBe(124);
  },
  "SandboxService.create: every option": async (place) => {
    const { modal, world } = place;
    world.proxies.create("p");
    const sandbox = await makeSandbox(place, {
      cpu: 1.5,
      cpuLimit: 2,
      memoryMiB: 256,
      memoryLimitMiB: 512,
      ...(!place.isV2 && { gpu: "T4:2" }),
      runtime: "gvisor",
      timeoutMs: 600_000,
      idleTimeoutMs: 300_000,
      workdir: "/srv",
      command: ["sleep", "600"],
      env: { A: "1" },
      secrets: [await modal.secrets.fromObject({ B: "2" })],
      volumes: { "/data": await modal.volumes.fromName("v", { createIfMissing: true }) },
      pty: false,
      encryptedPorts: [8000],
      h2Ports: [8001],
      unencryptedPorts: [8002],
      outboundCidrAllowlist: ["10.0.0.0/8"],
      inboundCidrAllowlist: ["0.0.0.0/0"],
      cloud: "aws",
      regions: ["us-east-1"],
      verbose: true,
      proxy: await modal.proxies.fromName("p"),
      name: "every",
      tags: { of: "me" },
      experimentalOptions: { something: true },
      customDomain: "example.com",
      includeOidcIdentityToken: true,
      experimentalEnableSnapshot: true,
    });
    const { stdout } = await outcome(
      sandbox,
      "sh",
      "-c",
      'echo $A,$B,$PWD; ls -d /data; test -n "$MODAL_IDENTITY_TOKEN" && echo token',
    );
    expect(stdout).toBe("1,2,/srv\n/data\ntoken\n");
  },
  "SandboxService.create: what does not hold together": async (place) => {
    const { modal } = place;
    await rejects(makeSandbox(place, { timeoutMs: 1500 }), Error, "multiple of 1000ms");
    await rejects(makeSandbox(place, { name: "no way!" }), InvalidError, "no way!");
    await rejects(
      makeSandbox(place, { outboundCidrAllowlist: ["not-an-ip/8"] }),
      "ClientError",
      /INVALID_ARGUMENT: .*not-an-ip/,
    );
    await rejects(makeSandbox(place, { env: { "not a name": "x" } }), InvalidError, "not a name");
    await rejects(makeSandbox(place, { encryptedPorts: [0] }), "ClientError", "INVALID_ARGUMENT");
    await rejects(makeSandbox(place, { tags: { "": "x" } }), "ClientError", "INVALID_ARGUMENT");
    const nowhere = await modal.apps.fromName("conformance");
    Object.assign(nowhere, { appId: "ap-nope" });
    await rejects(
      modal.sandboxes.create(nowhere, modal.images.fromRegistry("debian:12")),
      "ClientError",
      "needs an app",
    );
  },
  "SandboxService.experimentalCreate: one of the second kind": async (place) => {
    const { modal } = place;
    const image = modal.images.fromRegistry("debian:12");
    const sandbox = await modal.sandboxes.experimentalCreate(await otherApp(place), image, { command: ["true"] });
    expect(sandbox.sandboxId).toMatch(ID.V2);
    expect(await sandbox.wait()).toBe(0);
  },
  "Sandbox.terminate: ends it": async (place) => {
    const sandbox = await makeSandbox(place);
    expect(await sandbox.terminate({ wait: true })).toBe(137);
    expect(await sandbox.poll()).toBe(137);
    expect(await sandbox.terminate()).toBeUndefined();
    const running = await makeSandbox(place, { command: ["sleep", "1000"] });
    await running.terminate();
    expect(await running.wait()).toBe(137);
    await rejects(running.exec(["true"]), "ClientError", "FAILED_PRECONDITION");
    const found = await place.modal.sandboxes.fromId(running.sandboxId);
    await rejects(found.exec(["true"]), ConflictError, "");
    await rejects(found.filesystem.readText("/a"), ConflictError, "");
  },
  "Sandbox.exec: at its idle time limit it has ended": async (place) => {
    const sandbox = await makeSandbox(place, { idleTimeoutMs: 20_000, timeoutMs: 600_000 });
    await outcome(sandbox, "sleep", "15");
    expect(await outcome(sandbox, "echo", "still")).toMatchObject({ stdout: "still\n" });
    expect(await sandbox.wait()).toBeGreaterThan(0);
  },
  "Sandbox.setTags Sandbox.getTags SandboxService.list SandboxService.experimentalList: by tags": async (place) => {
    const { modal, world } = place;
    const { appId } = await otherApp(place);
    const first = await makeSandbox(place, { tags: { of: "me", n: "1" } });
    await world.clock.advance(1000);
    const second = await makeSandbox(place);
    expect(await first.getTags()).toEqual({ of: "me", n: "1" });
    await second.setTags({ of: "you" });
    expect(await second.getTags()).toEqual({ of: "you" });
    await rejects(second.setTags({ "": "x" }), InvalidError, "");
    const list = async (...[params]: Parameters<typeof modal.sandboxes.list>): Promise<string[]> =>
      (await Array.fromAsync(modal.sandboxes.list(params))).map(({ sandboxId }) => sandboxId);
    expect(await list()).toEqual([second.sandboxId, first.sandboxId]);
    expect(await list({ appId, tags: { of: "me" } })).toEqual([first.sandboxId]);
    expect(await list({ appId, tags: { of: "nobody" } })).toEqual([]);
    expect(await list({ appId: (await modal.apps.fromName("conformance")).appId })).toEqual([]);
    const all = await Array.fromAsync(modal.sandboxes.experimentalList({ appId }));
    expect(all.map(({ sandboxId }) => sandboxId)).toEqual([second.sandboxId, first.sandboxId]);
    await second.setTags({});
    expect(await second.getTags()).toEqual({});
    await second.terminate({ wait: true });
    expect(await list()).toEqual([first.sandboxId]);
  },
  "SandboxService.fromName SandboxService.experimentalFromName Sandbox.experimentalSetName: by name": async (place) => {
    const { sandboxes } = place.modal;
    const sandbox = await makeSandbox(place, { name: "one" });
    expect((await sandboxes.fromName("sandboxes", "one")).sandboxId).toBe(sandbox.sandboxId);
    await rejects(makeSandbox(place, { name: "one" }), AlreadyExistsError, "already exists");
    await rejects(
      sandboxes.fromName("sandboxes", "two"),
      NotFoundError,
      "Sandbox with name 'two' not found in App 'sandboxes'",
    );
    await rejects(sandboxes.fromName("nope", "one"), NotFoundError, "not found in App 'nope'");
    const other = await makeSandbox(place);
    if (place.isV2) {
      expect((await sandboxes.experimentalFromName("sandboxes", "one")).sandboxId).toBe(sandbox.sandboxId);
      await rejects(other.experimentalSetName("one"), AlreadyExistsError, '"one"');
      await rejects(other.experimentalSetName("no way!"), InvalidError, "no way!");
      await other.experimentalSetName("late");
      expect((await sandboxes.experimentalFromName("sandboxes", "late")).sandboxId).toBe(other.sandboxId);
      await rejects(other.experimentalSetName("again"), ConflictError, "late");
    } else {
      await rejects(sandboxes.experimentalFromName("sandboxes", "one"), NotFoundError, "not found");
      await rejects(other.experimentalSetName("late"), InvalidError, "only supported for V2");
    }
    await sandbox.terminate({ wait: true });
    await rejects(sandboxes.fromName("sandboxes", "one"), NotFoundError, "'one' not found");
    if (place.isV2)
      expect((await sandboxes.fromName("sandboxes", "one", { includeTerminated: true })).sandboxId).toBe(
        sandbox.sandboxId,
      );
  },
  "SandboxService.fromId: for good": async (place) => {
    const sandbox = await makeSandbox(place);
    const found = await place.modal.sandboxes.fromId(sandbox.sandboxId);
    expect(await outcome(found, "echo", "hi")).toMatchObject({ stdout: "hi\n", code: 0 });
    await sandbox.terminate({ wait: true });
    expect(await found.poll()).toBe(137);
    const nobody = await place.modal.sandboxes.fromId(`${sandbox.sandboxId.slice(0, -3)}xyz`);
    await rejects(nobody.poll(), "ClientError", "NOT_FOUND");
    await rejects(nobody.terminate(), "ClientError", "NOT_FOUND");
  },
  "Sandbox.detach: it runs on": async (place) => {
    const sandbox = await makeSandbox(place);
    sandbox.detach();
    await rejects(sandbox.exec(["true"]), ClientClosedError, "");
    await rejects(sandbox.terminate(), ClientClosedError, "");
    expect(() => sandbox.filesystem).toThrow(ClientClosedError);
    const found = await place.modal.sandboxes.fromId(sandbox.sandboxId);
    expect(await found.poll()).toBeNull();
  },
  "Probe.withTcp Probe.withExec Probe.toProto Sandbox.waitUntilReady: until it is ready": async (place) => {
    const probe = Probe.withExec(["test", "-f", "/ready"], { intervalMs: 500 });
    expect(probe.toProto()).toMatchObject({ intervalMs: 500 });
    const sandbox = await makeSandbox(place, {
      command: ["sh", "-c", "sleep 5; touch /ready; sleep 100"],
      readinessProbe: probe,
    });
    await sandbox.waitUntilReady();
    await sandbox.waitUntilReady(1000);
    await rejects(sandbox.waitUntilReady(0), InvalidError, "must be positive");
    const never = await makeSandbox(place, { readinessProbe: Probe.withTcp(8080), timeoutMs: 3_600_000 });
    await rejects(never.waitUntilReady(place.isVirtual ? 5000 : 50), TimeoutError, "");
    const none = await makeSandbox(place);
    await rejects(none.waitUntilReady(1000), "ClientError", "");
  },
});
