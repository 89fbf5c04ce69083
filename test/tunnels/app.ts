import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { WebSocketServer } from "ws";
import { App, forward, Queue, Tunnel, type ForwardOptions } from "modal-emulator";

export const app = new App("tunnels");

export const addresses = Queue.fromName<string>("addresses", { createIfMissing: true });
export const done = Queue.fromName<string>("done", { createIfMissing: true });

function answer(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        host: request.headers.host,
        proto: request.headers["x-forwarded-proto"],
        body: Buffer.concat(chunks).toString(),
      }),
    );
  });
}

/** Serves on a port behind a tunnel, until somebody says that it is enough. */
export const serves = app.function({}, async function serves(port: number, options: ForwardOptions = {}) {
  const server = createServer(answer).listen(port);
  await once(server, "listening");
  {
    await using tunnel = await forward(port, options);
    await addresses.put(tunnel.url);
    await done.get();
  }
  server.close();
  return "closed";
});

/** The same by the name of an older document, and what it is told of it. */
export const creates = app.function({}, async function creates(port: number) {
  await using tunnel = await Tunnel.create({ port, unencrypted: true });
  return { tls: tunnel.tlsSocket, tcp: tunnel.tcpSocket };
});

export const twice = app.function({}, async function twice(port: number) {
  await using first = await forward(port);
  await using second = await forward(port);
  return [first.url, second.url];
});

export const again = app.function({}, async function again(port: number) {
  const urls: string[] = [];
  for (let time = 0; time < 2; time++) {
    await using tunnel = await forward(port);
    urls.push(tunnel.url);
  }
  return urls;
});

export const asks = app.function({}, async function asks(url: string) {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
});

/** Answers on WebSockets, until it is told to leave. */
export const chats = app.function({}, async function chats(port: number) {
  const server = createServer().listen(port);
  new WebSocketServer({ server }).on("connection", (socket) =>
    socket.on("message", (data: Buffer) => {
      if (data.toString() === "leave") process.exit(3);
      socket.send(`got ${data.toString()}`);
    }),
  );
  await once(server, "listening");
  await addresses.put((await forward(port)).url);
  await done.get();
});
