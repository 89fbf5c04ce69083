import { createRequire, syncBuiltinESMExports } from "node:module";
import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { Volume } from "memfs";
import { routeMembers } from "../mounts/fs/route-members.js";
import { guardHost } from "../mounts/guard-host.js";
import { refuseInWorker } from "./refuse-in-worker.js";
import { contents } from "./worker-disk.js";
import { guardDatabases } from "./worker-databases.js";
import { routeWorkerProcess } from "./worker-process.js";
import { ADVICE, WorkerMounts } from "./worker-mounts.js";
import { routeOutside } from "./route-outside.js";
import { routePosting } from "./route-posting.js";
import { routeWorkers, takeStart, type WorkerTelling } from "./route-workers.js";
import type { WorkerNews, WorkerStart } from "./worker-start.js";

let alone = 0;

/** Runs code that is to find the machine's own files. */
function withoutGuard<T>(body: () => T): T {
  alone++;
  try {
    return body();
  } finally {
    alone--;
  }
}

/** Loaded when there is something in memory, or to be refused. */
const LateVolume = new Proxy(class {} as typeof Volume, {
  get: (_, key) => {
    const memfs = withoutGuard(() => createRequire(import.meta.url)("memfs") as { readonly Volume: typeof Volume });
    return Reflect.get(memfs.Volume, key) as unknown;
  },
});

function begin({ port, execArgv, ...start }: WorkerStart): void {
  Object.defineProperty(process, "execArgv", { value: [...execArgv], ...{ writable: true, configurable: true } });
  const mounts = new WorkerMounts({ port, execArgv, ...start }, LateVolume, withoutGuard);
  const relays = new Set<MessagePort>();
  const hear = (news: WorkerNews): void => {
    mounts.hear(news);
    for (const relay of relays) withoutGuard(() => relay.postMessage(news));
  };
  const find = (): WorkerMounts | undefined => {
    if (alone > 0) return undefined;
    for (let news = receiveMessageOnPort(port); news; news = receiveMessageOnPort(port))
      hear(news.message as WorkerNews);
    return mounts;
  };
  const tell = (): WorkerTelling => {
    const channel = new MessageChannel();
    relays.add(channel.port1);
    return {
      beginning: { ...contents(mounts), ...mounts.known, port: channel.port2 },
      close: () => {
        relays.delete(channel.port1);
        channel.port1.close();
      },
    };
  };
  port.on("message", hear);
  port.unref();
  guardHost(find, ADVICE);
  routeMembers(find);
  routeWorkerProcess(find);
  guardDatabases(find);
  refuseInWorker(find);
  routeOutside(find, () => ({ mounts: find() }));
  routeWorkers(find, tell);
  routePosting(find); // others know of it before what is sent to them
  syncBuiltinESMExports();
}

const start = takeStart();
if (start) begin(start);
