// Modal: docs/modal/sandboxes.md#life-of-a-sandbox
import { expect, test } from "vitest";
import {
  App,
  AlreadyExistsError,
  ConflictError,
  Image,
  InvalidError,
  NotFoundError,
  Sandbox,
  SandboxFilesystemNotFoundError,
  SandboxSnapshot,
  SnapshotCreationError,
  TimeoutError,
} from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { inPlace, outcome } from "./with-sandbox.js";

test("a snapshot begins another sandbox, with its disk, its options and its name", () =>
  inPlace(async ({ make }) => {
    const first = await make("cat", { name: "first", env: { A: "1" }, experimentalEnableSnapshot: true });
    await first.filesystem.writeText("kept", "/srv/a");
    const snapshot = await first.experimentalSnapshot();
    await first.filesystem.writeText("later", "/srv/a");
    await expectRejection(() => Sandbox.experimentalFromSnapshot(snapshot), AlreadyExistsError, '"first"');
    const unnamed = await Sandbox.experimentalFromSnapshot(snapshot, { name: null });
    expect(await unnamed.filesystem.readText("/srv/a")).toBe("kept");
    expect((await outcome(unnamed, "printenv", "A")).stdout).toBe("1\n");
    await first.terminate();
    const found = await SandboxSnapshot.fromId(snapshot.objectId);
    await Sandbox.experimentalFromSnapshot(found);
    expect((await Sandbox.fromName("sandboxes", "first")).objectId).not.toBe(first.objectId);
    await Sandbox.experimentalFromSnapshot(found, { name: "other" });
    await expectRejection(() => SandboxSnapshot.fromId("sn-none"), NotFoundError, "sn-none");
    await expectRejection(() => SandboxSnapshot.fromId("sb-none"), InvalidError, '"sn-"');
    await expectRejection(
      async () => (await make()).experimentalSnapshot(),
      InvalidError,
      "experimentalEnableSnapshot",
    );
    await expectRejection(() => first.experimentalSnapshot(), ConflictError, "already finished");
    // @ts-expect-error a text
    await expectRejection(() => Sandbox.experimentalFromSnapshot("sn-1"), TypeError, "takes a SandboxSnapshot");
  }));

test("the disk as it was at the end is an image", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make("sh", "-c", "echo done > /srv/result", { experimentalEnableExitSnapshot: true });
    sandbox.detach();
    const image = await sandbox.experimentalGetExitSnapshot();
    expect(await sandbox.wait()).toBe(0);
    expect(await (await make({ image })).filesystem.readText("/srv/result")).toBe("done\n");
    const terminated = await make({ experimentalEnableExitSnapshot: true });
    await terminated.filesystem.writeText("x", "/srv/x");
    await expectRejection(() => terminated.experimentalGetExitSnapshot({ timeoutMs: 100 }), TimeoutError, "100 ms");
    await terminated.terminate();
    const last = await terminated.experimentalGetExitSnapshot();
    expect(await (await make({ image: last })).filesystem.readText("/srv/x")).toBe("x");
    await expectRejection(async () => (await make()).experimentalGetExitSnapshot(), InvalidError, "takes no snapshot");
    await expectRejection(() => terminated.experimentalGetExitSnapshot({ timeoutMs: -1 }), InvalidError, "0 or more");
  }));

test("one that ends before it has started has no disk to be captured", () =>
  inPlace(
    async ({ make }) => {
      const sandbox = await make({ experimentalEnableExitSnapshot: true });
      await sandbox.terminate();
      await expectRejection(() => sandbox.experimentalGetExitSnapshot(), SnapshotCreationError, "could be captured");
    },
    { coldStartMs: 1000 },
  ));

test("containers beside the main one have disks and lives of their own, and end with it", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make({ name: "main-one" });
    const sidecar = await sandbox.experimentalSidecars.create("cat", { name: "beside", env: { B: "2" } });
    expect(sidecar.name).toBe("beside");
    expect(await (await sidecar.exec("printenv", "B")).stdout.readText()).toBe("2\n");
    await sidecar.filesystem.writeText("x", "/srv/x");
    await expectRejection(() => sandbox.filesystem.stat("/srv/x"), SandboxFilesystemNotFoundError);
    await expectRejection(
      () => sandbox.experimentalSidecars.create("cat", { name: "beside" }),
      AlreadyExistsError,
      '"beside"',
    );
    await expectRejection(() => sandbox.experimentalSidecars.create("cat", { name: "main" }), InvalidError, '"main"');
    const found = await sandbox.experimentalSidecars.get({ name: "beside" });
    expect(found.objectId).toBe(sidecar.objectId);
    expect(await found.poll()).toBeNull();
    await found.terminate();
    expect(await found.wait({ raiseOnTermination: false })).toBe(137);
    await expectRejection(() => sandbox.experimentalSidecars.get({ name: "beside" }), NotFoundError, '"beside"');
    expect(await sandbox.experimentalSidecars.list({ includeTerminated: true })).toHaveLength(1);
    const last = await sandbox.experimentalSidecars.create("cat", { name: "last" });
    const listed: string[] = [];
    for await (const each of Sandbox.list()) listed.push(each.objectId);
    expect(listed).toEqual([sandbox.objectId]);
    await sandbox.terminate();
    expect(await last.wait({ raiseOnTermination: false })).toBe(137);
  }));

test("containers beside the main one can be made and found as Modal's JavaScript SDK does it", () =>
  inPlace(async ({ make }) => {
    const { experimentalSidecars: sidecars } = await make();
    const image = Image.debianSlim();
    const sidecar = await sidecars.create("beside", image, { command: ["cat"], env: { B: "2" } });
    expect([sidecar.containerName, sidecar.containerId]).toEqual(["beside", sidecar.objectId]);
    expect(await (await sidecar.exec(["printenv", "B"])).stdout.readText()).toBe("2\n");
    expect((await sidecars.get("beside")).objectId).toBe(sidecar.objectId);
    await sidecar.terminate({ wait: true });
    await expectRejection(() => sidecars.get("beside"), NotFoundError, '"beside"');
    expect((await sidecars.get("beside", { includeTerminated: true })).objectId).toBe(sidecar.objectId);
    await expectRejection(() => sidecars.create("a", image, ["cat"] as never), InvalidError, "a name, an image");
    await expectRejection(() => sidecars.create("a b", image), InvalidError, "Invalid Sidecar name");
  }));

test("one without a name can be given one, once", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    await sandbox.experimentalSetName("late");
    expect((await Sandbox.fromName("sandboxes", "late")).objectId).toBe(sandbox.objectId);
    await expectRejection(() => sandbox.experimentalSetName("again"), ConflictError, '"late"');
    await expectRejection(async () => (await make()).experimentalSetName("late"), AlreadyExistsError, '"late"');
    await expectRejection(() => sandbox.experimentalSetName("a b"), InvalidError, "Invalid Sandbox name");
  }));

test("programs talk to whom they may", () =>
  inPlace(async ({ world, make }) => {
    world.onFetch("*", (request) => new Response(`${new URL(request.url).hostname}\n`), { optional: true });
    const ask = async (sandbox: Sandbox, url: string): Promise<string> =>
      (await outcome(sandbox, "curl", "-s", url)).stdout;
    const open = await make();
    expect(await ask(open, "http://a.example/")).toBe("a.example\n");
    const closed = await make({ outboundDomainAllowlist: [] });
    expect(await ask(closed, "http://a.example/")).toBe("");
    const named = await make({ outboundDomainAllowlist: ["a.example", "*.b.example"] });
    expect(await ask(named, "http://a.example/")).toBe("a.example\n");
    expect(await ask(named, "http://x.b.example/")).toBe("x.b.example\n");
    expect(await ask(named, "http://b.example/")).toBe("");
    const all = await make({ outboundDomainAllowlist: ["*"] });
    expect(await ask(all, "http://b.example/")).toBe("b.example\n");
    const ranged = await make({ outboundCidrAllowlist: ["10.0.0.0/8", "fd00::/8"] });
    expect(await ask(ranged, "http://10.1.2.3/")).toBe("10.1.2.3\n");
    expect(await ask(ranged, "http://[fd00::1]/")).toBe("[fd00::1]\n");
    expect(await ask(ranged, "http://11.1.2.3/")).toBe("");
    await open.updateNetworkPolicy({ outboundDomainAllowlist: ["b.example"] });
    expect(await ask(open, "http://a.example/")).toBe("");
    expect(await ask(open, "http://b.example/")).toBe("b.example\n");
    const none = await make({ blockNetwork: true });
    expect(await ask(none, "http://a.example/")).toBe("");
  }));

test("what does not hold together is refused", () =>
  inPlace(async ({ make }) => {
    const cases: [object, string][] = [
      [{ blockNetwork: true, encryptedPorts: [80] }, '"blockNetwork"'],
      [{ blockNetwork: true, outboundCidrAllowlist: [] }, '"blockNetwork"'],
      [{ outboundCidrAllowlist: ["10.0.0.0"] }, "must be a CIDR"],
      [{ outboundCidrAllowlist: ["10.0.0.0/33"] }, "must be a CIDR"],
      [{ inboundCidrAllowlist: ["x/8"] }, "must be a CIDR"],
      [{ outboundDomainAllowlist: ["a b"] }, "must be a domain"],
      [{ cidrAllowlist: [], outboundCidrAllowlist: [] }, "Cannot specify both"],
      [{ encryptedPorts: [80], unencryptedPorts: [80] }, "more than once"],
      [{ encryptedPorts: [0] }, "from 1 to 65535"],
      [{ gpu: ["A100"] }, "not a list"],
      [{ workdir: "srv" }, "absolute path"],
      [{ timeoutMs: 86_400_001 }, '"timeoutMs"'],
      [{ timeoutMs: 999 }, '"timeoutMs"'],
      [{ idleTimeoutMs: 0 }, '"idleTimeoutMs"'],
      [{ name: "a b" }, "Invalid Sandbox name"],
      [{ tags: { "a b": "c" } }, "Invalid tag key"],
      [{ env: { "": "x" } }, "is no name"],
      [{ readinessProbe: {} }, "must be a Probe"],
      [{ command: "sleep" }, '"command" must be a list'],
      [{ volumes: { relative: {} } }, "absolute"],
      [{ timeout: 5 }, 'Unknown option "timeout"'],
      [{ cwd: "/srv" }, 'Did you mean "workdir"?'],
      [{ experimentalEnableSnapshot: 1 }, "true or false"],
    ];
    for (const [options, message] of cases) await expectRejection(() => make(options), InvalidError, message);
    await expectRejection(() => make("sleep", "1", { command: ["true"] }), InvalidError, "given twice");
    await expectRejection(() => Sandbox.create("true"), InvalidError, "needs an app");
    await expectRejection(() => Sandbox.create({ app: {} as never }), InvalidError, "app that runs or was looked up");
    const defined = new App("only-defined");
    const lookup = 'Write `app: await App.lookup("only-defined", { createIfMissing: true })`';
    await expectRejection(() => Sandbox.create({ app: defined }), InvalidError, lookup);
    for (const given of [[defined], [defined, { timeoutMs: 5000 }], [defined, "sleep", "1"]] as never[])
      await expectRejection(() => Sandbox.create(...(given as [])), InvalidError, "`Sandbox.create({ app })`");
  }));
