/** Where web functions have their addresses. */
export const WEB_DOMAIN = "modal.run";

/** Where tunnels have theirs. */
export const TUNNEL_DOMAIN = "modal.host";

/** Whether a host name is one that web functions or tunnels have by themselves. */
export function isWebHost(host: string): boolean {
  const name = host.toLowerCase();
  return name.endsWith(`.${WEB_DOMAIN}`) || isTunnelHost(name);
}

/** Whether a host name is one that tunnels have. */
export function isTunnelHost(host: string): boolean {
  return host.toLowerCase().endsWith(`.${TUNNEL_DOMAIN}`);
}
