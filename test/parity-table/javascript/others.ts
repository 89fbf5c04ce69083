import { expect } from "vitest";
import { checkForRenamedParams, Retries, Tunnel } from "modal-emulator";
import * as sdk from "modal";
import { type Area, expectThrown, works } from "../row.ts";

export const others: Area = {
  title: "Tunnel, Retries and the rest",
  rows: [
    works("Tunnel: host, port, unencryptedHost, unencryptedPort, url, tlsSocket, tcpSocket", "the same members", () => {
      const address = { host: "a.example", port: 443, unencryptedHost: "", unencryptedPort: 0 };
      const tunnel = new Tunnel(address);
      expect(tunnel).toMatchObject(address);
      expect([tunnel.url, tunnel.tlsSocket]).toEqual(["https://a.example", ["a.example", 443]]);
      expect(new Tunnel("a.example", 443, "tcp.example", 1234).tcpSocket).toEqual(["tcp.example", 1234]);
    }),
    works(
      "new Tunnel(host, port, unencryptedHost?, unencryptedPort?)",
      "new Tunnel(host, port, …), new Tunnel({ host, port, … })",
      () => {
        expect(new Tunnel("a.example", 8443).url).toBe("https://a.example:8443");
      },
      "their absence is an empty text and 0, there `undefined`",
    ),
    works("new Retries({ maxRetries, backoffCoefficient, initialDelayMs, maxDelayMs })", "new Retries({ … })", () => {
      const options = { maxRetries: 2, backoffCoefficient: 1, initialDelayMs: 500, maxDelayMs: 2000 };
      expect(new Retries(options)).toMatchObject(options);
    }),
    works("checkForRenamedParams(params, renames)", "the same", async () => {
      const renames = { timeout: "timeoutMs" };
      const check = (): void => checkForRenamedParams({ timeout: 1 }, renames);
      await expectThrown(check, Error, "Parameter 'timeout' has been renamed to 'timeoutMs'.");
      await expectThrown(() => sdk.checkForRenamedParams({ timeout: 1 }, renames), Error, "has been renamed");
    }),
  ],
};
