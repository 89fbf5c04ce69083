import { expect } from "vitest";
import {
  Environment,
  Image,
  InvalidError,
  NetworkFileSystem,
  NotFoundError,
  Probe,
  Proxy,
  Sandbox,
  type SandboxCreateOptions,
  SandboxTimeoutError,
  Secret,
  Volume,
} from "modal-emulator";
import { type Area, differs, expectThrown, recorded, type Row, works } from "../row.ts";
import { aSandbox, said } from "./sandbox-place.ts";

/** A row of an option that commands see. @param argv what shows it @param output what that writes */
function seen(
  name: string,
  here: string,
  make: () => SandboxCreateOptions,
  argv: string[],
  output: unknown,
  note?: string,
): Row {
  return works(name, here, async () => expect(await said(await aSandbox(make()), ...argv)).toEqual(output), note);
}

/** A row of an option that is checked, and has no effect. @param bad a value that is refused */
function checked(name: string, here: keyof SandboxCreateOptions, good: unknown, bad: unknown, note?: string): Row {
  const show = async () => {
    expect((await aSandbox({ [here]: good })).objectId).toMatch(/^sb-/);
    await expect(aSandbox({ [here]: bad })).rejects.toThrow();
    await expect(aSandbox({ [`${here}_`]: good })).rejects.toThrow("Unknown option");
  };
  return recorded(name, here, show, note);
}

const NETWORK = "acted on for `curl`, `wget` and `python3` in memory; recorded for real programs";
const CURL = ["curl", "-s", "http://there.example/"];

export const sandboxOptions: Area = {
  title: "Sandbox: options of create",
  prepare(world) {
    world.onFetch("*", () => new Response("there"), { optional: true });
    world.proxies.create("gateway");
    world.sandboxes.command("server", async (_, io) => {
      await io.serve(8080, () => new Response("hello"));
      await io.sleep(3_600_000);
    });
  },
  rows: [
    works(
      "app=",
      "app",
      async () => {
        await expectThrown(() => Sandbox.create("true"), InvalidError, "app");
        expect((await aSandbox()).objectId).toMatch(/^sb-/);
      },
      "one that runs or was looked up; in a container its own",
    ),
    works("name=", "name", async () => {
      const { objectId } = await aSandbox({ name: "own" });
      expect((await Sandbox.fromName("sandboxes", "own")).objectId).toBe(objectId);
    }),
    works("tags=", "tags", async () => {
      expect(await (await aSandbox({ tags: { a: "1" } })).getTags()).toEqual({ a: "1" });
    }),
    seen("image=", "image", () => ({ image: Image.debianSlim().env({ A: "image" }) }), ["printenv", "A"], "image\n"),
    seen("env=", "env", () => ({ env: { A: "env" } }), ["printenv", "A"], "env\n"),
    seen(
      "secrets=",
      "secrets",
      () => ({ secrets: [Secret.fromObject({ A: "secret" })] }),
      ["printenv", "A"],
      "secret\n",
    ),
    seen(
      "network_file_systems=",
      "networkFileSystems",
      () => ({ networkFileSystems: { "/s": NetworkFileSystem.fromName("s", { createIfMissing: true }) } }),
      ["sh", "-c", "echo x > /s/a; cat /s/a"],
      "x\n",
    ),
    works(
      "timeout=",
      "timeoutMs",
      async () => {
        const sandbox = await aSandbox({ timeoutMs: 5000 });
        await expectThrown(() => sandbox.wait(), SandboxTimeoutError, "time limit");
      },
      "on virtual time",
    ),
    works(
      "idle_timeout=",
      "idleTimeoutMs",
      async (world) => {
        const start = world.clock.now();
        expect(await (await aSandbox({ idleTimeoutMs: 5000 })).wait()).toBe(137);
        expect(world.clock.now() - start).toBe(5000);
      },
      "on virtual time",
    ),
    seen(
      "workdir=",
      "workdir",
      () => ({ workdir: "/srv" }),
      ["pwd"],
      "/srv\n",
      "without it that of the image, else `/root`",
    ),
    checked("gpu=", "gpu", "T4", 3, "also on the bill"),
    checked("cloud=", "cloud", "aws", 1),
    checked("region=", "region", ["us-east", "eu"], 1),
    checked("cpu=", "cpu", [1, 2], "much", "also on the bill"),
    checked("memory=", "memoryMiB", 512, -1, "also on the bill"),
    seen("block_network=", "blockNetwork", () => ({ blockNetwork: true }), CURL, "", NETWORK),
    seen(
      "outbound_cidr_allowlist=",
      "outboundCidrAllowlist",
      () => ({ outboundCidrAllowlist: ["10.0.0.0/8"] }),
      CURL,
      "",
      `${NETWORK}; where only ranges are allowed, no name is`,
    ),
    seen(
      "outbound_domain_allowlist=",
      "outboundDomainAllowlist",
      () => ({ outboundDomainAllowlist: ["there.example"] }),
      CURL,
      "there",
      NETWORK,
    ),
    works(
      "inbound_cidr_allowlist=",
      "inboundCidrAllowlist",
      async (world) => {
        await using server = await world.serve();
        const sandbox = await aSandbox({ encryptedPorts: [8080], inboundCidrAllowlist: ["10.0.0.0/8"] }, "server");
        await world.clock.advance(0);
        const { 8080: tunnel } = await sandbox.tunnels();
        expect((await fetch(await server.tunnelUrl(new URL(tunnel?.url ?? "")))).status).toBe(403);
      },
      "acted on where clients have addresses, at ports of `world.serve`: others get 403; an empty list is none",
    ),
    seen(
      "volumes=",
      "volumes",
      () => ({ volumes: { "/v": Volume.fromName("v", { createIfMissing: true }) } }),
      ["sh", "-c", "echo x > /v/a; cat /v/a"],
      "x\n",
    ),
    works(
      "pty=",
      "pty",
      async () => {
        const sandbox = await aSandbox({ pty: true }, "sh", "-c", "echo err >&2");
        expect(await sandbox.stdout.readText()).toMatch(/^err\r?\n$/);
      },
      "real programs by the package node-pty",
    ),
    works(
      "encrypted_ports=",
      "encryptedPorts",
      async (world) => {
        const sandbox = await aSandbox({ encryptedPorts: [8080] }, "server");
        await world.clock.advance(0);
        expect(await (await world.fetch((await sandbox.tunnels())[8080]?.url ?? "")).text()).toBe("hello");
      },
      "addresses in the world",
    ),
    works(
      "h2_ports=",
      "h2Ports",
      async () => {
        expect((await (await aSandbox({ h2Ports: [8443] })).tunnels())[8443]?.url).toMatch(/^https:/);
      },
      "addresses in the world",
    ),
    works(
      "unencrypted_ports=",
      "unencryptedPorts",
      async () => {
        expect((await (await aSandbox({ unencryptedPorts: [25] })).tunnels())[25]?.tcpSocket).toHaveLength(2);
      },
      "addresses in the world; plain TCP by `server.tcpSocket(tunnel)` of `world.serve`",
    ),
    checked("custom_domain=", "customDomain", "a.example", 1),
    works(
      "proxy=",
      "proxy",
      async () => {
        expect((await aSandbox({ proxy: Proxy.fromName("gateway") })).objectId).toMatch(/^sb-/);
        await expectThrown(() => aSandbox({ proxy: Proxy.fromName("none") }), NotFoundError, "none");
      },
      "it has to exist; what a program sends does not go through it",
    ),
    works(
      "include_oidc_identity_token=",
      "includeOidcIdentityToken",
      async () => {
        const sandbox = await aSandbox({ includeOidcIdentityToken: true });
        expect(await said(sandbox, "printenv", "MODAL_IDENTITY_TOKEN")).toContain(sandbox.objectId);
      },
      "a token that nobody would take",
    ),
    works("readiness_probe=", "readinessProbe", async () => {
      expect(await (await aSandbox({ readinessProbe: Probe.withExec(["true"]) })).waitUntilReady()).toBeUndefined();
    }),
    checked("verbose=", "verbose", true, "yes"),
    checked("experimental_options=", "experimentalOptions", { some: true }, 1),
    differs("environment_name=", "environmentName", "a warning: the environment is that of the app", async () => {
      expect((await aSandbox({ environmentName: "elsewhere" })).objectId).toMatch(/^sb-/);
      expect((await Environment.objects.list()).map(({ name }) => name)).not.toContain("elsewhere");
    }),
  ],
};
