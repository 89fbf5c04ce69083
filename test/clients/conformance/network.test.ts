// Source: declarations of modal@0.11.1
import { ExperimentalOutboundPolicy, InvalidError, type Sandbox, type Tunnel } from "modal";
import { expect } from "vitest";
import { conformInSandboxes, makeSandbox, rejects } from "./conform.js";
import { outcome } from "./outcome.js";

const SERVER = ["python3", "-m", "http.server", "8000"];

async function ask(sandbox: Sandbox, url: string): Promise<string> {
  return (await outcome(sandbox, "curl", "-s", url)).stdout;
}

function tunnelOf(tunnels: Readonly<Record<number, Tunnel>>, port: number): Tunnel {
  return tunnels[port] ?? expect.fail(`There is no tunnel of port ${port}.`);
}

conformInSandboxes({
  "Sandbox.tunnels Tunnel.url Tunnel.tlsSocket Tunnel.tcpSocket: by port": async (place) => {
    const sandbox = await makeSandbox(place, { encryptedPorts: [8000], h2Ports: [8001], unencryptedPorts: [8002] });
    const tunnels = await sandbox.tunnels();
    expect(Object.keys(tunnels)).toEqual(["8000", "8001", "8002"]);
    const [encrypted, h2, plain] = [8000, 8001, 8002].map((port) => tunnelOf(tunnels, port)) as [
      Tunnel,
      Tunnel,
      Tunnel,
    ];
    for (const tunnel of [encrypted, h2]) {
      expect(tunnel.url).toMatch(/^https:\/\/[^/]+$/);
      expect(tunnel.tlsSocket).toEqual([tunnel.host, tunnel.port]);
      expect(tunnel.unencryptedHost).toBeUndefined();
      expect(tunnel.unencryptedPort).toBeUndefined();
      expect(() => tunnel.tcpSocket).toThrow(InvalidError);
    }
    expect(plain.tcpSocket).toEqual([plain.unencryptedHost, plain.unencryptedPort]);
    expect(await sandbox.tunnels(1000)).toBe(tunnels);
    expect(await (await makeSandbox(place)).tunnels()).toEqual({});
    const found = await place.modal.sandboxes.fromId(sandbox.sandboxId);
    expect((await found.tunnels())[8000]).toEqual(encrypted);
  },
  "Sandbox.tunnels: what answers behind them": async (place) => {
    const sandbox = await makeSandbox(place, { encryptedPorts: [8000], command: SERVER, workdir: "/srv" });
    await sandbox.filesystem.writeText("hello", "/srv/a.txt");
    const { url } = tunnelOf(await sandbox.tunnels(), 8000);
    const response = await place.world.fetch(`${url}/a.txt`);
    expect([response.status, await response.text()]).toEqual([200, "hello"]);
  },
  "Sandbox.createConnectToken: lets requests in": async (place) => {
    const sandbox = await makeSandbox(place, { command: SERVER, workdir: "/srv" });
    await sandbox.filesystem.writeText("hello", "/srv/a.txt");
    const { url, token } = await sandbox.createConnectToken({ userMetadata: "me", port: 8000 });
    const headers = { authorization: `Bearer ${token}` };
    const response = await place.world.fetch(`${url}/a.txt`, { headers });
    expect([response.status, await response.text()]).toEqual([200, "hello"]);
    expect((await place.world.fetch(`${url}/a.txt`)).status).toBeGreaterThanOrEqual(400);
    await rejects(sandbox.createConnectToken({ port: 0 }), InvalidError, "in [1, 65535]");
    expect((await sandbox.createConnectToken()).token).not.toBe(token);
  },
  "Sandbox.updateNetworkPolicy: with whom it may talk": async (place) => {
    const { world } = place;
    world.onFetch("*", (request) => new Response(`${new URL(request.url).hostname}\n`), { optional: true });
    const open = await makeSandbox(place);
    expect(await ask(open, "http://a.example/")).toBe("a.example\n");
    const named = await makeSandbox(place, { outboundDomainAllowlist: ["a.example", "*.b.example"] });
    expect(await ask(named, "http://x.b.example/")).toBe("x.b.example\n");
    expect(await ask(named, "http://c.example/")).toBe("");
    const ranged = await makeSandbox(place, { outboundCidrAllowlist: ["10.0.0.0/8"] });
    expect(await ask(ranged, "http://10.1.2.3/")).toBe("10.1.2.3\n");
    expect(await ask(ranged, "http://11.1.2.3/")).toBe("");
    expect(await ask(await makeSandbox(place, { blockNetwork: true }), "http://a.example/")).toBe("");
    await open.updateNetworkPolicy({ outboundCidrAllowlist: [], outboundDomainAllowlist: ["b.example"] });
    expect(await ask(open, "http://a.example/")).toBe("");
    expect(await ask(open, "http://b.example/")).toBe("b.example\n");
    await open.updateNetworkPolicy({ outboundCidrAllowlist: ["0.0.0.0/0"], outboundDomainAllowlist: ["*"] });
    expect(await ask(open, "http://a.example/")).toBe("a.example\n");
    await rejects(open.updateNetworkPolicy({ outboundCidrAllowlist: [] }), InvalidError, "requires both");
    await rejects(
      open.updateNetworkPolicy({ outboundCidrAllowlist: ["not-an-ip/8"], outboundDomainAllowlist: [] }),
      "ClientError",
      "INVALID_ARGUMENT",
    );
  },
  "ExperimentalOutboundPolicy.withHeaderReplacement Sandbox.experimentalUpdateOutboundPolicy: headers on the way":
    async (place) => {
      const { modal, world } = place;
      world.secrets.set("key", { API_KEY: "sesame" });
      world.onFetch("*", (request) => new Response(`${request.headers.get("authorization")}\n`), { optional: true });
      const secret = await modal.secrets.fromName("key");
      const policy = new ExperimentalOutboundPolicy().withHeaderReplacement({
        domain: "api.example.com",
        secret,
        headers: { Authorization: "Bearer $API_KEY" },
      });
      const sandbox = await makeSandbox(place, { experimentalOutboundPolicy: policy });
      expect(await ask(sandbox, "https://api.example.com/")).toBe("Bearer sesame\n");
      expect(await ask(sandbox, "https://other.example.com/")).toBe("null\n");
      const other = new ExperimentalOutboundPolicy().withHeaderReplacement({
        domain: "other.example.com",
        headers: { Authorization: "plain" },
      });
      await sandbox.experimentalUpdateOutboundPolicy(other);
      expect(await ask(sandbox, "https://api.example.com/")).toBe("null\n");
      expect(await ask(sandbox, "https://other.example.com/")).toBe("plain\n");
      await rejects(
        (await makeSandbox(place)).experimentalUpdateOutboundPolicy(other),
        "ClientError",
        "INVALID_ARGUMENT",
      );
      const bad = other.withHeaderReplacement({ domain: "no domain", headers: { A: "b" } });
      await rejects(makeSandbox(place, { experimentalOutboundPolicy: bad }), InvalidError, "Invalid domain");
    },
});
