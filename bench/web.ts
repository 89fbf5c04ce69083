import http from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Emulator } from "modal-emulator/emulator";
import { compareMs, microseconds, perSecond, type Row } from "./measure.ts";
import { app, atOnce, fetchHandler, nodeHandler, noop, ticks, viaFetch, viaNode } from "./web-app.ts";

const CALLS = 200;
const IN_FLIGHT = 50;
const REQUESTS = 2000;
const STREAMS = 10_000;

/** Web functions, without sockets and with them, beside servers of the usual kind. */
export async function webRows(): Promise<Row[]> {
  return [...(await requestRows()), await socketRow(), ...(await miniflareRow()), await streamRow()];
}

async function requestRows(): Promise<Row[]> {
  await using world = await Emulator.start({ threads: 1 });
  const server = http.createServer(nodeHandler).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    return await world.run(app, async () => {
      const urls = [await viaFetch.getWebUrl(), await viaNode.getWebUrl(), urlOf(server)] as const;
      const call = async (): Promise<void> => {
        for (let each = 0; each < CALLS; each++) await noop.remote(each);
      };
      const inWorld = (url: string) => async (): Promise<void> => {
        for (let each = 0; each < CALLS; each++) await (await world.fetch(url)).text();
      };
      const overSocket = async (): Promise<void> => {
        for (let each = 0; each < CALLS; each++) await (await fetch(urls[2])).text();
      };
      for (const warmUp of [call, inWorld(urls[0]), inWorld(urls[1]), overSocket]) await warmUp();
      const plain = await compareMs(31, inWorld(urls[0]), call);
      const node = await compareMs(31, inWorld(urls[1]), async () => {
        await call();
        await overSocket();
      });
      return [
        {
          what: "`world.fetch` of a no-op fetch handler, one at a time, warm",
          ours: microseconds(plain.ours / CALLS),
          peer: microseconds(plain.peer / CALLS),
          note: `${plain.ratio.toFixed(2)}x our own \`remote()\` of a no-op, 1 thread`,
        },
        {
          what: "`world.fetch` of a no-op Node handler, one at a time, warm",
          ours: microseconds(node.ours / CALLS),
          peer: microseconds(node.peer / CALLS),
          note: `${node.ratio.toFixed(2)}x \`remote()\` and the same handler over a socket, one after the other`,
        },
      ];
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function socketRow(): Promise<Row> {
  await using world = await Emulator.start({ threads: 1 });
  const peer = serve({ fetch: fetchHandler, port: 0, hostname: "127.0.0.1" }) as http.Server;
  await new Promise((resolve) => (peer.listening ? resolve(undefined) : peer.once("listening", resolve)));
  try {
    return await world.run(app, async () => {
      await using server = await world.serve();
      const flood = (url: string) => async (): Promise<void> => {
        let left = REQUESTS;
        const worker = async (): Promise<void> => {
          while (left-- > 0) await (await fetch(url)).text();
        };
        await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
      };
      const [ours, theirs] = [flood(server.urlOf(atOnce)), flood(urlOf(peer))];
      for (const warmUp of [ours, theirs]) await warmUp();
      const { ours: oursMs, peer: peerMs, ratio } = await compareMs(11, ours, theirs);
      return {
        what: `requests over sockets to a \`concurrent\` function, ${IN_FLIGHT} in flight`,
        ours: perSecond(REQUESTS, oursMs),
        peer: perSecond(REQUESTS, peerMs),
        note: `${(1 / ratio).toFixed(2)}x \`@hono/node-server\` with the same handler, in the client's process`,
      };
    });
  } finally {
    peer.close();
  }
}

/** Only where Miniflare is installed, which is ten times as large as all else that is needed here. */
async function miniflareRow(): Promise<Row[]> {
  const name = "miniflare";
  const found = (await import(name).catch(() => undefined)) as { Miniflare: typeof Miniflare } | undefined;
  if (!found) return [];
  const peer = new found.Miniflare({
    modules: true,
    script: 'export default { fetch: () => new Response("hello") }',
    compatibilityDate: "2026-01-01",
  });
  await using world = await Emulator.start({ threads: 1 });
  try {
    return await world.run(app, async () => {
      await using server = await world.serve();
      const flood = (one: () => Promise<{ text(): Promise<string> }>) => async (): Promise<void> => {
        let left = REQUESTS;
        const worker = async (): Promise<void> => {
          while (left-- > 0) await (await one()).text();
        };
        await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
      };
      const url = server.urlOf(atOnce);
      const [ours, theirs] = [flood(() => fetch(url)), flood(() => peer.dispatchFetch("http://localhost/"))];
      for (const warmUp of [ours, theirs]) await warmUp();
      const { ours: oursMs, peer: peerMs, ratio } = await compareMs(11, ours, theirs);
      return [
        {
          what: `the same, ${IN_FLIGHT} in flight`,
          ours: perSecond(REQUESTS, oursMs),
          peer: perSecond(REQUESTS, peerMs),
          note: `${(1 / ratio).toFixed(2)}x Miniflare's \`dispatchFetch\` of a no-op Worker`,
        },
      ];
    });
  } finally {
    await peer.dispose();
  }
}

/** As much of Miniflare as is used. */
declare class Miniflare {
  constructor(options: { modules: boolean; script: string; compatibilityDate: string });
  dispatchFetch(url: string): Promise<{ text(): Promise<string> }>;
  dispose(): Promise<void>;
}

async function streamRow(): Promise<Row> {
  await using world = await Emulator.start({ threads: 1 });
  return await world.run(app, async () => {
    const url = await ticks.getWebUrl();
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const began = performance.now();
    const opened = await Promise.all(Array.from({ length: STREAMS }, () => world.fetch(url)));
    const readers = opened.flatMap(({ body }) => (body ? [body.getReader()] : []));
    await Promise.all(readers.map((reader) => reader.read()));
    const ms = performance.now() - began;
    const grown = (process.memoryUsage().rss - before) / 1e6;
    await Promise.all(readers.map((reader) => reader.cancel()));
    return {
      what: "10,000 open streams of server-sent events, until each has had one",
      ours: `${ms.toFixed(0)} ms`,
      peer: "",
      note: `the process grew by ${grown.toFixed(0)} MB; a minute of virtual time`,
    };
  });
}

function urlOf(server: http.Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
