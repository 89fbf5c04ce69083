import cluster from "node:cluster";
import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { App, concurrent, currentInput } from "modal-emulator";
import { WebSocket as WsClient, WebSocketServer } from "ws";

export const app = new App("own-servers");
const HOUR = 3_600_000;

/** Without certificates. */
const PSK = {
  ciphers: "PSK+HIGH:TLS_AES_128_GCM_SHA256",
  maxVersion: "TLSv1.2",
  pskCallback: () => ({ psk: Buffer.alloc(32, 1), identity: "own" }),
  checkServerIdentity: () => undefined,
} as const;

/** Takes a virtual hour for each answer. */
const slowly: http.RequestListener = (request, response) => void answerSlowly(request, response);
async function answerSlowly(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const body = (await request.setEncoding("utf8").toArray()).join("");
  await sleep(HOUR);
  response.end(`${request.method} ${request.url} ${body}`);
}

async function textOf(request: http.ClientRequest): Promise<string> {
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  return (await response.setEncoding("utf8").toArray()).join("");
}

interface Way {
  readonly open?: () => net.Server;
  readonly ask: () => Promise<unknown>;
  readonly expected: unknown;
}
const URL_ = "http://localhost:8000";

/** How a container may want to reach a server of its own that takes an hour. */
export const WAYS: Readonly<Record<string, Way>> = {
  fetch: { ask: async () => (await fetch(`${URL_}/a?b=c`)).text(), expected: "GET /a?b=c " },
  "fetch with a body": {
    ask: async () => (await fetch("http://127.0.0.1:8000", { method: "POST", body: "tea" })).text(),
    expected: "POST / tea",
  },
  "fetch of a body that comes in time": {
    ask: async () => {
      async function* parts() {
        yield Buffer.from("some");
        await sleep(HOUR);
        yield Buffer.from("more");
      }
      const body = ReadableStream.from(parts());
      return (await fetch("http://[::1]:8000", { method: "PUT", body, duplex: "half" })).text();
    },
    expected: "PUT / somemore",
  },
  "http.get": { ask: () => textOf(http.get(`${URL_}/get`)), expected: "GET /get " },
  "http.request": {
    ask: () => textOf(http.request({ port: 8000, method: "PUT", path: "/put" }).end("cups")),
    expected: "PUT /put cups",
  },
  "http.get without an agent": {
    ask: () => textOf(http.get(URL_, { agent: false })),
    expected: "GET / ",
  },
  "one connection at a time": {
    ask: () => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      return Promise.all([1, 2, 3].map((n) => textOf(http.get({ port: 8000, agent, path: `/${n}` }))));
    },
    expected: ["GET /1 ", "GET /2 ", "GET /3 "],
  },
  "net.connect": {
    ask: async () => {
      const socket = net.connect(8000, "127.0.0.1");
      socket.write("GET /raw HTTP/1.0\r\n\r\n");
      return (await socket.setEncoding("utf8").toArray()).join("").split("\r\n").at(-1);
    },
    expected: "GET /raw ",
  },
  "https.get": {
    open: () => https.createServer({ ...PSK, pskCallback: () => PSK.pskCallback().psk }, slowly),
    ask: () => textOf(https.get({ ...PSK, port: 8000, path: "/secret" })),
    expected: "GET /secret ",
  },
  "http2.connect": {
    open: () =>
      http2.createServer().on("stream", (stream) => {
        setTimeout(() => {
          stream.respond({ ":status": 200 });
          stream.end("in frames");
        }, HOUR);
      }),
    ask: async () => {
      const session = http2.connect(URL_);
      const stream = session.request({ ":path": "/" });
      const text = (await stream.setEncoding("utf8").toArray()).join("");
      session.close();
      return text;
    },
    expected: "in frames",
  },
  "a WebSocket": {
    open: () => echoServer(),
    ask: async () => {
      const socket = new WebSocket("ws://localhost:8000/");
      await once(socket as never, "open");
      socket.send("hello");
      const [event] = (await once(socket as never, "message")) as [MessageEvent];
      socket.close();
      return event.data as unknown;
    },
    expected: "echo of hello",
  },
  "a WebSocket of a package": {
    open: () => echoServer(),
    ask: async () => {
      const socket = new WsClient("ws://localhost:8000/");
      await once(socket, "open");
      socket.send("hello");
      const [message] = (await once(socket, "message")) as [Buffer];
      socket.close();
      return message.toString();
    },
    expected: "echo of hello",
  },
};

function echoServer(): http.Server {
  const server = http.createServer();
  new WebSocketServer({ server }).on("connection", (socket) =>
    socket.on("message", (message: Buffer) => {
      setTimeout(() => socket.send(`echo of ${message.toString()}`), HOUR);
    }),
  );
  return server;
}

export const asks = app.function({ timeoutMs: 24 * HOUR }, async function asks(way: string) {
  const { open = () => http.createServer(slowly), ask } = WAYS[way] as Way;
  const server = open();
  await once(server.listen(8000), "listening");
  const began = Date.now();
  const answer = await ask();
  const hours = (Date.now() - began) / HOUR;
  server.close();
  return { answer, hours };
});

/** What a server says of itself, step by step. */
export const speaks = app.function({}, async function speaks() {
  const said: unknown[] = [];
  const server = http.createServer((_, response) => response.end("x"));
  said.push(server.listening, server.address());
  server.listen(8000, () => said.push("listening"));
  said.push(server.listening);
  await once(server, "listening");
  said.push(server.address());
  try {
    server.listen(8001);
  } catch (error) {
    said.push((error as NodeJS.ErrnoException).code);
  }
  const other = net.createServer();
  for (const host of ["127.0.0.1", undefined, "0.0.0.0"]) {
    other.listen(8000, host);
    const [error] = (await once(other, "error")) as [NodeJS.ErrnoException & { port: number }];
    said.push([error.code, error.syscall, error.port, error.message]);
  }
  const [free, next] = [
    net.createServer().listen(0, "127.0.0.1"),
    net.createServer().listen({ port: 0, host: "localhost" }),
  ];
  await once(next, "listening");
  said.push(free.address(), next.address(), (await once(net.createServer().listen(65_535), "listening")).length);
  const client = net.connect(8000);
  await once(client, "connect");
  said.push(await new Promise((resolve) => server.getConnections((_, count) => resolve(count))));
  said.push([client.remoteAddress, client.remotePort, client.localAddress, client.readyState, client.pending]);
  server.unref().ref();
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await Promise.all([closed, once(client, "close")]);
  said.push(server.listening, server.address());
  const [refused] = (await once(net.connect(8000), "error")) as [NodeJS.ErrnoException];
  said.push(refused.code);
  await once(server.listen(8000), "listening"); // again
  said.push(await textOf(http.get(URL_)));
  return said;
});

const opened = http.createServer((request, response) => response.end(`${currentInput()?.inputId} ${request.url}`));
const agent = new http.Agent({ keepAlive: true });

/** Listens on 8000 in each container, and asks its own with an agent that all share. */
export const twins = app.function({}, async function twins(name: string) {
  if (!opened.listening) opened.listen(8000);
  await sleep(1000);
  const answers = [];
  for (const n of [1, 2, 3])
    answers.push(await textOf(http.get({ port: 8000, agent: http.globalAgent, path: `/${name}/${n}` })));
  answers.push(await textOf(http.get({ port: 8000, agent, path: `/${name}` })));
  const own = currentInput()?.inputId;
  return answers.map((answer) => answer.replace(`${own}`, "own"));
});

export const keeps = app.function({}, async function keeps() {
  const server = http.createServer((_, response) => response.end("kept")).listen(8000);
  await sleep(10_000);
  server.close();
});
export const peeks = app.function({}, async function peeks() {
  await sleep(5000);
  const [error] = (await once(net.connect(8000, "127.0.0.1"), "error")) as [NodeJS.ErrnoException];
  return error.code;
});

/** How two ends of a connection behave. */
export const talks = app.function({ timeoutMs: 24 * HOUR }, async function talks() {
  const said: Record<string, unknown> = {};
  const ends: net.Socket[] = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    ends.push(socket);
    socket.on("error", (error: NodeJS.ErrnoException) => (said["server hears"] = error.code));
  });
  await once(server.listen(8000), "listening");
  const connect = async (): Promise<[near: net.Socket, far: net.Socket]> => {
    const near = net.connect({ port: 8000, allowHalfOpen: true });
    await once(near, "connect");
    return [near, ends.at(-1) as net.Socket];
  };

  const [near, far] = await connect();
  const buffer = Buffer.from("one");
  near.write(buffer, () => buffer.fill("!"));
  near.cork();
  near.write("zwei", "latin1");
  near.write("74726573", "hex");
  near.uncork();
  near.end();
  said["is read"] = (await far.setEncoding("utf8").toArray()).join("");
  far.end("answered after the end");
  said["half open"] = (await near.setEncoding("utf8").toArray()).join("");
  said["bytes"] = [near.bytesWritten, near.bytesRead, far.bytesRead];

  const [fast, slow] = await connect();
  let sent = 0;
  while (fast.write(Buffer.alloc(10_000)) && sent < 100) sent++;
  await sleep(HOUR);
  said["is held back"] = fast.writableLength > 0;
  slow.resume();
  await once(fast, "drain");
  said["goes on"] = slow.bytesRead;

  slow.destroy();
  await once(fast.resume(), "end");
  fast.write("x");
  said["after the other is gone"] = ((await once(fast, "error")) as [NodeJS.ErrnoException])[0].code;

  const [resets] = await connect();
  resets.resetAndDestroy();
  await sleep(1);

  const [idle] = await connect();
  const began = Date.now();
  idle.setTimeout(60_000);
  await Promise.all([once(idle, "timeout"), sleep(HOUR)]);
  said["is idle"] = Date.now() - began;

  server.maxConnections = 0;
  const dropped = net.connect(8000);
  await Promise.all([once(server, "drop"), once(dropped, "close")]);
  said["too many"] = dropped.destroyed;
  return said;
});

/** What has no port is as ever. */
export const pipes = app.function({}, async function pipes() {
  const path = join(tmpdir(), `modal-emulator-pipe-${process.hrtime.bigint()}-${currentInput()?.inputId}`);
  const server = net.createServer((socket) => socket.pipe(socket)).listen(path);
  await once(server, "listening");
  const client = net.connect(path);
  client.end("piped");
  const text = (await client.setEncoding("utf8").toArray()).join("");
  server.close();
  return text;
});
export const forks = app.function({}, function forks() {
  cluster.fork();
});

/** Logs of a handler belong to the input that asks. */
export const logs = app.function(
  {},
  concurrent({ maxInputs: 2 }, async function logs(name: string) {
    if (!logging.listening) await once(logging.listen(8000), "listening");
    await textOf(http.get(`${URL_}/${name}`));
    return currentInput()?.inputId;
  }),
);
const logging = http.createServer((request, response) => {
  console.log(`asked for ${request.url}`);
  response.end();
});
