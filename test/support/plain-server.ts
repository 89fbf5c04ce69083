import http, { type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface PlainServer extends AsyncDisposable {
  readonly port: number;
}

/** An app of Node's kind on a server of Node's own, on a free port of this machine. */
export async function servePlainly(listener: RequestListener): Promise<PlainServer> {
  const server = http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
