import type { NetworkTarget } from "../ports/network-target.js";

/** What Node's errors say where there is no network. */
const CODES = {
  connect: { code: "ENETUNREACH", errno: -101 },
  send: { code: "ENETUNREACH", errno: -101 },
  getaddrinfo: { code: "EAI_AGAIN", errno: -3001 },
} as const;

/** The error of a container with `blockNetwork`, as Node's own where there is no network. */
export function networkError(tag: string, syscall: keyof typeof CODES, { host, port }: NetworkTarget): Error {
  const { code, errno } = CODES[syscall];
  const where = [host, port].filter((part) => part !== undefined).join(":");
  const error = new Error(
    `${syscall} ${code}${where && ` ${where}`}: the option \`blockNetwork\` of \`${tag}\` blocks the network in its containers.`,
  );
  return Object.assign(error, {
    code,
    errno,
    syscall,
    ...(syscall === "getaddrinfo" ? { hostname: host } : { address: host, port }),
  });
}
