// Modal: docs/modal/sandboxes.md#creating
import { expect, test } from "vitest";
import {
  CloudBucketMount,
  InvalidError,
  NetworkFileSystem,
  NotFoundError,
  Proxy,
  type SandboxCreateOptions,
} from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { inPlace, outcome, RUNTIMES } from "./with-sandbox.js";

test.for(RUNTIMES)("a network file system is shared: %s", (sandboxes) =>
  inPlace(
    async ({ make }) => {
      const networkFileSystems = { "/shared": NetworkFileSystem.fromName("shared", { createIfMissing: true }) };
      const [one, other] = [await make({ networkFileSystems }), await make({ networkFileSystems })];
      expect((await outcome(one, "sh", "-c", "echo text > /shared/a")).code).toBe(0);
      expect(await other.filesystem.readText("/shared/a")).toBe("text\n");
    },
    { sandboxes },
  ),
);

test("ports of HTTP/2 have addresses", () =>
  inPlace(async ({ make }) => {
    const tunnels = await (await make({ h2Ports: [8443] })).tunnels();
    expect(tunnels[8443]?.url).toMatch(/^https:\/\/[0-9a-z]+\.modal\.host$/);
  }));

test("buckets may stand apart from volumes", () =>
  inPlace(async ({ world, make }) => {
    world.buckets.create("photos");
    world.buckets.put("photos", "a.txt", "in the bucket");
    const sandbox = await make({ cloudBucketMounts: { "/b": new CloudBucketMount("photos") } });
    expect(await sandbox.filesystem.readText("/b/a.txt")).toBe("in the bucket");
  }));

test("programs have a token of their sandbox, if they are to", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make({ includeOidcIdentityToken: true });
    const { stdout } = await outcome(sandbox, "printenv", "MODAL_IDENTITY_TOKEN");
    expect(stdout).toContain(sandbox.objectId);
    expect((await outcome(await make(), "printenv", "MODAL_IDENTITY_TOKEN")).code).toBe(1);
  }));

test("what is recorded is checked", () =>
  inPlace(async ({ world, make }) => {
    world.proxies.create("static");
    const taken: SandboxCreateOptions[] = [
      { cloud: "aws" },
      { region: "us-east" },
      { region: ["us-east", "eu"] },
      { regions: ["us-east", "eu"] },
      { cpu: 1, cpuLimit: 2, memoryMiB: 128, memoryLimitMiB: 256 },
      { verbose: true },
      { customDomain: "a.example" },
      { experimentalOptions: { some: true } },
      { proxy: Proxy.fromName("static") },
      { environmentName: "main" },
    ];
    for (const options of taken) expect((await outcome(await make(options), "true")).code).toBe(0);
    const refused: object[] = [
      { cloud: 1 },
      { region: 1 },
      { regions: ["a"], region: "b" },
      { cpuLimit: 2 },
      { cloudBucketMounts: { "/b": "bucket" } },
      { cloudBucketMounts: { "/b": new CloudBucketMount("b") }, volumes: { "/b": new CloudBucketMount("b") } },
      { verbose: "yes" },
      { customDomain: 1 },
      { experimentalOptions: 1 },
      { proxy: "static" },
    ];
    for (const options of refused)
      await expectRejection(() => make(options), InvalidError, Object.keys(options)[0] ?? "");
    await expectRejection(() => make({ proxy: Proxy.fromName("none") }), NotFoundError, '"none"');
  }));
