import { once } from "node:events";
import { createServer } from "node:net";
import { App, Queue, Tunnel } from "modal-emulator";

export const app = new App("plain-tunnels");

export const hosts = Queue.fromName<string>("hosts", { createIfMissing: true });
export const enough = Queue.fromName<string>("enough", { createIfMissing: true });

/** Greets, and answers each chunk in capitals after a minute of virtual time, until somebody says that it is enough. */
export const greets = app.function({ timeoutMs: 3_600_000 }, async function greets(port: number) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.write("hello\n");
    socket.on("data", (chunk: Buffer) => setTimeout(() => socket.write(chunk.toString().toUpperCase()), 60_000));
    socket.on("end", () => setTimeout(() => socket.end("bye\n"), 61_000));
  }).listen(port);
  await once(server, "listening");
  {
    await using tunnel = await Tunnel.create({ port, unencrypted: true });
    await hosts.put(tunnel.host);
    await enough.get();
  }
  server.close();
});
