import { BlockList, isIP } from "node:net";
import type { NetworkPolicy } from "../../../contract/sandbox-definition.js";
import type { OutboundHeaders } from "../../kernel/sandbox-protocol.js";

/**
 * Whether programs of a sandbox may talk to a host. What is the sandbox's own is always there; names are held against
 * the domains, addresses against the ranges: where only ranges are allowed, no name is, as nobody looks it up.
 * Modal: docs/modal/sandboxes.md#creating.
 */
export function isAllowed(host: string, { outboundCidrs, outboundDomains }: NetworkPolicy): boolean {
  if (!outboundCidrs && !outboundDomains) return true;
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  if (name === "localhost" || name === "::1" || name.startsWith("127.")) return true;
  const family = isIP(name);
  if (family !== 0) return rangesOf(outboundCidrs ?? []).check(name, family === 4 ? "ipv4" : "ipv6");
  return (outboundDomains ?? []).some((domain) => matches(name, domain.toLowerCase()));
}

/**
 * A request as it leaves a sandbox: what goes out by HTTPS gets the headers of its host, the last of a name.
 * Modal: docs/modal/sandboxes.md#headers-on-their-way-out.
 */
export function withOutboundHeaders(request: Request, all: readonly OutboundHeaders[]): Request {
  const { protocol, hostname } = new URL(request.url);
  if (protocol !== "https:") return request;
  const meant = all.filter(
    ({ domain }) => hostname === domain.replace(/^\*\./, "").toLowerCase() || matches(hostname, domain.toLowerCase()),
  );
  if (meant.length === 0) return request;
  const headers = new Headers(request.headers);
  for (const [name, value] of meant.flatMap((each) => each.headers)) headers.set(name, value);
  return new Request(request, { headers });
}

function matches(name: string, domain: string): boolean {
  if (domain === "*") return true;
  return domain.startsWith("*.") ? name.endsWith(domain.slice(1)) : name === domain;
}

function rangesOf(cidrs: readonly string[]): BlockList {
  const ranges = new BlockList();
  for (const cidr of cidrs) {
    const [address = "", bits] = cidr.split("/");
    ranges.addSubnet(address, Number(bits), isIP(address) === 4 ? "ipv4" : "ipv6");
  }
  return ranges;
}
