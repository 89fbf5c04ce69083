// In a thread of its own: servers that speak first, late, and one that says nothing.
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parentPort } from "node:worker_threads";

/** Turns of the event loop until a greeting: some tens of milliseconds. */
const TURNS = 20_000;

const pass = async (turns) => {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
};

/** Greets, and then answers each line, which takes it even longer. */
const speak = async (socket) => {
  socket
    .on("error", () => undefined)
    .on("data", async (data) => {
      await pass(5 * TURNS);
      socket.write(`250 ${String(data).trim()}\r\n`);
    });
  await pass(TURNS);
  socket.write("220 ready\r\n");
};
const directory = mkdtempSync(join(tmpdir(), "modal-emulator-greeting-"));
const path = join(directory, "socket");
const servers = [
  net.createServer((socket) => void speak(socket)),
  net.createServer((socket) => void speak(socket)),
  net.createServer(() => undefined),
];
const [onPort, onPath, silent] = servers;
for (const [server, where] of [
  [onPort, 0],
  [onPath, path],
  [silent, 0],
])
  await new Promise((resolve) => server.listen(where, resolve));
parentPort.postMessage({ port: onPort.address().port, path, silent: silent.address().port });
parentPort.once("message", () => {
  rmSync(directory, { recursive: true });
  process.exit();
});
