import { checkOptions } from "../../checks/options.js";
import { Tunnel } from "../web/tunnel.js";
import { checkPositive } from "./check-positive.js";
import { checkPort } from "./probe.js";
import { SandboxDisk } from "./sandbox-disk.js";

/** How a port of a sandbox is reached. */
export interface SandboxConnectCredentials {
  readonly url: string;
  readonly token: string;
}

/** A sandbox as far as it is reached from outside. */
export abstract class SandboxPorts extends SandboxDisk {
  /**
   * Waits until its readiness probe has succeeded. Rejects with `InvalidError` if it has none, `ConflictError` if it has
   * ended, `TimeoutError`.
   * @param timeoutMs more than 0, as a number or as an option. Default: 300,000
   */
  async waitUntilReady(timeoutMs: number | { timeoutMs?: number } = {}): Promise<void> {
    await this.send("sandbox.ready", { timeoutMs: limitOf("Sandbox.waitUntilReady", timeoutMs, 300_000) });
  }

  /**
   * Where its ports are reached, by their numbers. Rejects with `SandboxTimeoutError` if that takes too long.
   * @param timeoutMs more than 0, as a number or as an option. Default: 50,000
   */
  async tunnels(timeoutMs: number | { timeoutMs?: number } = {}): Promise<Readonly<Record<number, Tunnel>>> {
    const limit = limitOf("Sandbox.tunnels", timeoutMs, 50_000);
    const found = await this.send("sandbox.tunnels", { timeoutMs: limit });
    return Object.fromEntries(found.map((data) => [data.containerPort, new Tunnel(data)]));
  }

  /**
   * An address of a port that only those reach who send the token, as `Authorization: Bearer …` or in the query as
   * `_modal_connect_token`.
   * @param options.userMetadata a text, or what becomes JSON: the server gets it as `X-Verified-User-Data`
   * @param options.port from 1 to 65535. Default: 8080
   */
  async createConnectToken(
    options: { userMetadata?: string | Readonly<Record<string, unknown>>; port?: number } = {},
  ): Promise<SandboxConnectCredentials> {
    checkOptions("Sandbox.createConnectToken", options, ["userMetadata", "port"]);
    const { userMetadata = "", port = 8080 } = options;
    checkPort("Sandbox.createConnectToken", port);
    const metadata = typeof userMetadata === "string" ? userMetadata : JSON.stringify(userMetadata);
    return this.send("sandbox.connectToken", { userMetadata: metadata, port });
  }
}

/** @throws InvalidError unless it is more than 0 */
function limitOf(what: string, given: number | { timeoutMs?: number }, otherwise: number): number {
  const options = typeof given === "object" ? given : { timeoutMs: given };
  checkOptions(what, options, ["timeoutMs"]);
  const { timeoutMs = otherwise } = options;
  checkPositive(what, "timeoutMs", timeoutMs);
  return timeoutMs;
}
