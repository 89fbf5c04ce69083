// Modal: docs/modal/sandboxes.md#creating
import { expect, test } from "vitest";
import { InvalidError, NetworkFileSystem, NotFoundError, Proxy, type SandboxCreateOptions } from "modal-emulator";
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
      { verbose: "yes" },
      { customDomain: 1 },
      { experimentalOptions: 1 },
      { proxy: "static" },
    ];
    for (const options of refused)
      await expectRejection(() => make(options), InvalidError, Object.keys(options)[0] ?? "");
    await expectRejection(() => make({ proxy: Proxy.fromName("none") }), NotFoundError, '"none"');
  }));
