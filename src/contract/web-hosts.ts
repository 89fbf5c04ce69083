/** Where web functions have their addresses. */
export const WEB_DOMAIN = "modal.run";

/** Whether a host name is one that web functions have by themselves. */
export function isWebHost(host: string): boolean {
  return host.toLowerCase().endsWith(`.${WEB_DOMAIN}`);
}
