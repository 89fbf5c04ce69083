import { workerData } from "node:worker_threads";

/** The other end of a channel: sends back what it gets, holding its thread for the next message as long as it is told to. */
const { port, memory, patienceMs, module } = workerData;
const { Channel } = await import(module);
const channel = new Channel(port, memory, "lane", (message) => {
  if (patienceMs > 0) channel.expect();
  channel.send(message);
  if (patienceMs > 0) channel.hold(patienceMs);
});
