import { parentPort, type MessagePort } from "node:worker_threads";
import serveWorld, { type LaneTask } from "./lane-entry.js";

// What a lane's thread runs: one world after the other.
parentPort?.once("message", (port: MessagePort) => {
  port.on("message", (task: LaneTask) => {
    void serveWorld(task).then(() => port.postMessage(null));
  });
});

// what the disk of a container is made of: loaded while the rest of the world is
void import("memfs").catch(() => undefined);
