// Modal: docs/modal/secrets-proxies-workspaces.md#tunnels
import { describe, expect, test } from "vitest";
import { forward, InvalidError, Tunnel } from "../../../src/main.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

describe("forward", () => {
  test("checks the port, then the options, then where it is called", async () => {
    await expectRejection(
      // @ts-expect-error a string
      () => forward("80", { unencrypted: true, h2Enabled: true }),
      InvalidError,
      "must be an integer",
      '"80"',
    );
    await expectRejection(() => forward(80.5), InvalidError, "must be an integer", "80.5");
    await expectRejection(
      () => forward(0, { unencrypted: true, h2Enabled: true }),
      InvalidError,
      "1 to 65535",
      "got 0",
    );
    await expectRejection(() => forward(65_536), InvalidError, "1 to 65535", "got 65536");
    await expectRejection(
      () => forward(80, { unencrypted: true, h2Enabled: true }),
      InvalidError,
      '"h2Enabled" and "unencrypted"',
    );
    await expectRejection(() => forward(80), InvalidError, "from inside a container");
  });
  test("a Tunnel is made of its address, by its parts or by their names", () => {
    const tunnel = new Tunnel("a.example", 443, "tcp.example", 1234);
    expect(tunnel).toEqual(
      new Tunnel({ host: "a.example", port: 443, unencryptedHost: "tcp.example", unencryptedPort: 1234 }),
    );
    expect(() => new Tunnel("a.example", 443).tcpSocket).toThrow(InvalidError);
  });
  test("Tunnel.create takes the port with the options", async () => {
    await expectRejection(() => Tunnel.create({ port: 0 }), InvalidError, "1 to 65535");
    await expectRejection(() => Tunnel.create({ port: 8000 }), InvalidError, "Port 8000", "from inside a container");
    // @ts-expect-error a number
    await expectRejection(() => Tunnel.create(8000), InvalidError, "Tunnel.create takes an options object, got 8000");
    // @ts-expect-error unknown option
    await expectRejection(() => Tunnel.create({ port: 80, h2: true }), InvalidError, 'Unknown option "h2"');
  });
});

describe("Tunnel", () => {
  const encrypted = new Tunnel({ host: "a.example", port: 443, unencryptedHost: "", unencryptedPort: 0 });
  const both = new Tunnel({ host: "b.example", port: 8443, unencryptedHost: "c.example", unencryptedPort: 4321 });
  test("its URL has a port unless that is 443", () => {
    expect(encrypted.url).toBe("https://a.example");
    expect(both.url).toBe("https://b.example:8443");
  });
  test("its sockets are host and port", () => {
    expect(encrypted.tlsSocket).toEqual(["a.example", 443]);
    expect(both.tcpSocket).toEqual(["c.example", 4321]);
  });
  test("an encrypted one has no TCP socket", () => {
    expectError(() => encrypted.tcpSocket, InvalidError, "no TCP socket", "unencrypted: true");
  });
});
