/** Where something was to go. */
export interface NetworkTarget {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** Whether a name or address is the machine's own, so that nobody has to be asked for it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** Where a connection is to go, by the arguments of `connect`; `undefined` for a pipe. */
export function targetOf([first, second]: readonly unknown[]): NetworkTarget | undefined {
  if (Array.isArray(first)) return targetOf(first); // how Node passes them on to itself
  if (typeof first === "object" && first !== null) {
    const { path, socketPath, host, hostname, port } = first as Readonly<Record<string, unknown>>;
    // the path of a request is another thing
    if (typeof socketPath === "string" || (typeof path === "string" && port === undefined)) return undefined;
    const name = typeof host === "string" ? host : hostname;
    return { host: typeof name === "string" ? name : undefined, port: Number(port) };
  }
  const port = Number(first);
  return Number.isNaN(port) ? undefined : { host: typeof second === "string" ? second : undefined, port };
}
