import { workerData, type MessagePort } from "node:worker_threads";
import { Channel } from "../../../src/emulator/lanes/wire/channel.js";

/** The other end of a channel: sends back what it gets, holding its thread for the next message as long as it is told to. */
const { port, memory, patienceMs } = workerData as { port: MessagePort; memory: SharedArrayBuffer; patienceMs: number };
const echo = (message: unknown): void => {
  if (patienceMs > 0) channel.expect();
  channel.send(message);
  if (patienceMs > 0) channel.block(patienceMs);
};
const channel = new Channel<unknown, unknown>(port, memory, "lane", echo, echo);
