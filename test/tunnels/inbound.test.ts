// Modal: docs/modal/sandboxes.md#creating
import net, { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { App, Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { isInRanges } from "../../src/contract/address-ranges.js";

/** A world whose sandboxes have a command that answers "in" on port 8080. */
async function worldWithServer(): Promise<Emulator> {
  const world = await Emulator.start({ threads: 0 });
  world.sandboxes.command("server", async (_argv, io) => {
    await io.serve(8080, () => new Response("in"));
    await io.sleep(3_600_000);
  });
  return world;
}

test("addresses outside of the list get 403 at ports of this machine, until the list changes", async () => {
  await using world = await worldWithServer();
  await world.within(async () => {
    const app = await App.lookup("inbound", { createIfMissing: true });
    await using server = await world.serve();
    const made = async (inboundCidrAllowlist: readonly string[] | null): Promise<Sandbox> => {
      const sandbox = await Sandbox.create("server", { app, encryptedPorts: [8080], inboundCidrAllowlist });
      await world.clock.advance(0);
      return sandbox;
    };
    const urlOf = async (sandbox: Sandbox): Promise<string> => (await sandbox.tunnels())[8080]?.url ?? "";
    const ask = async (url: string, headers = {}): Promise<[number, string]> => {
      const answer = await fetch(await server.tunnelUrl(new URL(url)), { headers });
      return [answer.status, await answer.text()];
    };
    const refused = [403, expect.stringContaining("`inboundCidrAllowlist`")];

    for (const list of [null, [], ["127.0.0.0/8"], ["10.0.0.0/8", "127.0.0.1/32"]])
      expect(await ask(await urlOf(await made(list)))).toEqual([200, "in"]);
    const closed = await made(["203.0.113.0/24", "::/0"]);
    const url = await urlOf(closed);
    expect(await ask(url)).toEqual(refused);
    const { url: guarded, token } = await closed.createConnectToken();
    const headers = { authorization: `Bearer ${token}` };
    expect(await ask(guarded, headers)).toEqual(refused);
    expect(await (await world.fetch(url)).text(), "a client without an address").toBe("in");
    await closed.updateNetworkPolicy({ inboundCidrAllowlist: ["127.0.0.1/32"] });
    expect(await ask(url)).toEqual([200, "in"]);
    expect(await ask(guarded, headers)).toEqual([200, "in"]);
    await closed.updateNetworkPolicy({ outboundDomainAllowlist: [] });
    expect(await ask(url)).toEqual([200, "in"]);
    await closed.updateNetworkPolicy({ inboundCidrAllowlist: ["10.0.0.0/8"] });
    expect(await ask(url)).toEqual(refused);
  });
});

test("plain TCP is reset for addresses outside of the list", async () => {
  await using world = await worldWithServer();
  await world.within(async () => {
    const app = await App.lookup("inbound", { createIfMissing: true });
    await using server = await world.serve();
    const options = { app, unencryptedPorts: [8080], inboundCidrAllowlist: ["10.0.0.0/8"] };
    const sandbox = await Sandbox.create("server", options);
    const tunnel = (await sandbox.tunnels())[8080] ?? { host: "" };
    await world.clock.advance(0);
    const ask = async (): Promise<string> => {
      const [host, port] = await server.tcpSocket(tunnel);
      const socket = net.connect({ host, port });
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
      socket.on("error", (error: NodeJS.ErrnoException) => (text += error.code));
      socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      await new Promise((resolve) => void socket.on("close", resolve));
      return text;
    };
    expect(await ask()).toBe("ECONNRESET");
    await sandbox.updateNetworkPolicy({ inboundCidrAllowlist: ["127.0.0.0/8"] });
    expect(await ask()).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\nin$/);
  });
});

test("ranges have the addresses that Node says they have", () => {
  const ranges = fc.oneof(
    fc.tuple(fc.ipV4(), fc.nat(32)),
    fc.tuple(fc.ipV6(), fc.nat(128)),
    fc.tuple(fc.constantFrom("10.1.2.3", "::1", "fd00::", "::ffff", "1::2:3", "::"), fc.nat(32)),
  );
  const addresses = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("10.1.2.3", "::1", "fd00::1", "::2", "127.0.0.1"));
  fc.assert(
    fc.property(ranges, addresses, ([network, bits], address) => {
      const list = new BlockList();
      list.addSubnet(network, bits, isIP(network) === 4 ? "ipv4" : "ipv6");
      const expected = list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
      fc.pre(isIP(network) === isIP(address) && !/^::ffff:\d+\./i.test(address));
      expect(isInRanges(address, [`${network}/${bits}`])).toBe(expected);
      expect(isInRanges(network, [`${network}/${bits}`])).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(isInRanges("::ffff:10.0.0.1", ["10.0.0.0/8"])).toBe(true);
  expect(isInRanges("10.0.0.1", ["::/0"])).toBe(false);
  expect(isInRanges("nothing", ["0.0.0.0/0", "::/0"])).toBe(false);
});
