// Modal: docs/modal/secrets-proxies-workspaces.md#tunnels
import net from "node:net";
import { expect, test } from "vitest";
import { InvalidError, Probe, type Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { inPlace } from "../sandboxes/with-sandbox.js";
import { app, enough, greets, hosts } from "./plain-app.js";

/** A client on this machine. */
class Client {
  readonly socket: net.Socket;
  #text = "";

  constructor([host, port]: readonly [string, number]) {
    this.socket = net.connect({ host, port, allowHalfOpen: true });
    this.socket.on("data", (chunk: Buffer) => (this.#text += chunk.toString()));
    this.socket.on("error", () => undefined);
  }

  /** Waits for so much text. */
  async read(length: number): Promise<string> {
    while (this.#text.length < length) await this.#next("data");
    const text = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return text;
  }

  /** Ends its side. @returns what else comes */
  async rest(): Promise<string> {
    this.socket.end();
    if (!this.socket.readableEnded && !this.socket.destroyed) await this.#next("end", "close");
    return this.#text;
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await this.#next("close");
  }

  #next(...events: string[]): Promise<void> {
    return new Promise((resolve) => {
      for (const event of events) this.socket.once(event, () => resolve());
    });
  }
}

test.for([0, 1])("TCP of a function's server is reached at a port of this machine, %i threads", async (threads) => {
  await using world = await Emulator.start({ threads });
  await world.run(app, async () => {
    const call = await greets.spawn(8000);
    const host = (await hosts.get()) ?? "";
    await using server = await world.serve();
    const address = await server.tcpSocket({ host });
    expect([address[0], await server.tcpSocket({ host })]).toEqual(["127.0.0.1", address]);
    const clients = [new Client(address), new Client(address)];
    for (const [index, client] of clients.entries()) {
      expect(await client.read(6)).toBe("hello\n");
      const start = world.clock.now();
      client.socket.write(`one ${index}\n`);
      expect(await client.read(6)).toBe(`ONE ${index}\n`);
      expect(world.clock.now() - start).toBe(60_000);
      client.socket.write("last\n");
      expect(await client.rest()).toBe("LAST\nbye\n");
    }
    await enough.put("enough");
    await call.get();
    expect(await new Client(address).rest()).toBe("");
    await expectRejection(() => server.tcpSocket({ host }), InvalidError, "no tunnel");
  });
});

const ECHO = `
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    print("ready", flush=True)
    while True:
        connection, _ = server.accept()
        with connection:
            while data := connection.recv(65_536): connection.sendall(data)
`;

async function addressOf(sandbox: Sandbox, port: number): Promise<string> {
  await sandbox.waitUntilReady(20_000);
  return (await sandbox.tunnels())[port]?.host ?? "";
}

test.for(["memory", "process"] as const)("and so is that of a sandbox: %s", (sandboxes) =>
  inPlace(
    async ({ world, make }) => {
      const [port, other, third] =
        sandboxes === "memory" ? [9000, 9001, 9002] : await Promise.all([freePort(), freePort(), freePort()]);
      const sandbox = await make("python3", "-c", ECHO, String(port), {
        unencryptedPorts: [port, other],
        encryptedPorts: [third],
        readinessProbe: Probe.withTcp(port, { intervalMs: 20 }),
        timeoutMs: 3_600_000,
      });
      const host = await addressOf(sandbox, port);
      await using server = await world.serve();
      const client = new Client(await server.tcpSocket({ host }));
      const text = "0123456789".repeat(300_000);
      client.socket.write(text);
      expect((await client.read(text.length)) === text).toBe(true);
      expect(await client.rest()).toBe("");
      const { [other]: nothing, [third]: encrypted } = await sandbox.tunnels();
      expect(await new Client(await server.tcpSocket({ host: nothing?.host ?? "" })).rest()).toBe("");
      await expectRejection(() => server.tcpSocket({ host: encrypted?.host ?? "" }), InvalidError, "not for plain TCP");
      const late = new Client(await server.tcpSocket({ host }));
      late.socket.write("x");
      expect(await late.read(1)).toBe("x");
      await sandbox.terminate({ wait: true });
      await late.closed();
      await expectRejection(() => server.tcpSocket({ host }), InvalidError, "no tunnel");
    },
    { sandboxes },
  ),
);

const BY_ITSELF = `
import socket, sys, time
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    connection, _ = server.accept()
    for word in ["one", "two", "six"]:
        time.sleep(0.2)
        connection.sendall(word.encode())
`;

test("what a real program sends by itself comes, though nobody has asked for it", () =>
  inPlace(
    async ({ world, make }) => {
      const port = await freePort();
      const sandbox = await make("python3", "-c", BY_ITSELF, String(port), {
        unencryptedPorts: [port],
        readinessProbe: Probe.withTcp(port, { intervalMs: 20 }),
        timeoutMs: 3_600_000,
      });
      const host = await addressOf(sandbox, port);
      await using server = await world.serve();
      const start = world.clock.now();
      const client = new Client(await server.tcpSocket({ host }));
      for (const word of ["one", "two", "six"]) expect(await client.read(3)).toBe(word);
      expect(world.clock.now()).toBe(start);
    },
    { sandboxes: "process" },
  ));

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
