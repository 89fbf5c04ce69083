import type { Kernel } from "../kernel/kernel.js";
import { TunnelRelays } from "../tunnels/tunnel-relays.js";
import { Tunnels } from "../tunnels/tunnels.js";

/** The tunnels of a world, and what takes requests through them. */
export interface WorldTunnels {
  readonly all: Tunnels;
  readonly relays: TunnelRelays;
}

/** @param containerId of a container by its position */
export function composeTunnels(kernel: Kernel, containerId: (ordinal: number) => string | undefined): WorldTunnels {
  const all = new Tunnels(kernel);
  kernel.handle("tunnel.start", ({ port, kind }, pending) => {
    const { ordinal } = pending.origin;
    const id = containerId(ordinal);
    if (id === undefined)
      return pending.fail("InvalidError", `Port ${port} can only be forwarded from inside a container.`);
    const tunnel = all.open(ordinal, id, port, kind);
    if (tunnel) pending.reply(tunnel.data);
    else pending.fail("InvalidError", `Port ${port} is already forwarded.`);
  });
  kernel.handle("tunnel.stop", ({ port }, pending) => {
    for (const tunnel of all.of(pending.origin.ordinal)) if (tunnel.data.containerPort === port) all.close(tunnel);
    pending.reply(null);
  });
  return { all, relays: new TunnelRelays(kernel, all) };
}
