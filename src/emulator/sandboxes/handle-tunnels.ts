import type { Kernel } from "../kernel/kernel.js";
import { Ids } from "../kernel/ids.js";
import { limitWait } from "../kernel/limit-wait.js";
import { Random } from "../kernel/random.js";
import type { Tunnels } from "../tunnels/tunnels.js";
import { whyOver } from "./sandbox-ends.js";
import type { Sandboxes } from "./sandboxes.js";

/** Commands about where ports of sandboxes are reached. */
export function handleTunnels(kernel: Kernel, sandboxes: Sandboxes, tunnels: Tunnels): void {
  const tokens = new Ids(new Random(`${kernel.seed}/connect-tokens`));
  sandboxes.handle("sandbox.tunnels", (sandbox, { timeoutMs }, pending) => {
    const { id, result } = sandbox;
    if (result) return pending.fail("NotFoundError", whyOver(id, result));
    pending.waitsFor = () => `the tunnels of sandbox ${id}`;
    const forget = sandbox.hasStarted.when((container) => {
      if (!container) pending.fail("NotFoundError", `Sandbox ${id} has ended before it had tunnels.`);
      else
        pending.reply(
          tunnels
            .of(container.ordinal)
            .filter(({ access }) => access === undefined)
            .map(({ data }) => data),
        );
    });
    const tooLate = (): void =>
      pending.fail("SandboxTimeoutError", `Sandbox ${id} had no tunnels within ${timeoutMs} milliseconds.`);
    limitWait(kernel, pending, timeoutMs, tooLate, forget);
  });
  sandboxes.handle("sandbox.connectToken", (sandbox, { port, userMetadata: metadata }, pending) => {
    const { id, result } = sandbox;
    if (result) return pending.fail("NotFoundError", whyOver(id, result));
    pending.waitsFor = () => `sandbox ${id}`;
    sandbox.hasStarted.when((container) => {
      if (!container) return pending.fail("NotFoundError", `Sandbox ${id} has ended before it had an address.`);
      const token = tokens.next("tu").slice(3);
      const tunnel = tunnels.open(container.ordinal, container.id, port, "encrypted", { token, metadata });
      if (tunnel) pending.reply({ url: `https://${tunnel.data.host}`, token });
    });
  });
}
