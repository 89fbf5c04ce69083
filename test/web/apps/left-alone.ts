import { setInterval as every } from "node:timers/promises";
import http from "node:http";
import {
  App,
  asgiApp,
  concurrent,
  currentInput,
  currentInputId,
  Dict,
  fastapiEndpoint,
  webServer,
  wsgiApp,
} from "modal-emulator";
import { WebSocketServer } from "ws";

/** What they do as their clients go away. */
export const app = new App("left-alone");
const AT_ONCE = { maxInputs: 4 };
export const notes = Dict.fromName("notes", { createIfMissing: true });

async function note(what: string): Promise<void> {
  await notes.put(what, `${currentInputId()?.slice(0, 3)} ${Date.now()}`);
}

function fail(): never {
  throw new RangeError("as it was left");
}

async function* ticks(url: string) {
  try {
    for await (const _ of every(1000)) yield new TextEncoder().encode("tick");
  } finally {
    if (url.endsWith("/generator")) await note("generator");
  }
}

export const fetches = app.function(
  {},
  concurrent(
    AT_ONCE,
    asgiApp(function fetches() {
      return {
        fetch: ({ url, signal }) => {
          if (url.endsWith("/signal")) signal.addEventListener("abort", () => void note("signal"));
          if (url.endsWith("/fails")) signal.addEventListener("abort", fail);
          if (url.endsWith("/current")) currentInput()?.signal.addEventListener("abort", () => void note("current"));
          if (url.endsWith("/alive")) return new Response("alive");
          const body = ReadableStream.from(ticks(url));
          if (!url.endsWith("/cancel")) return new Response(body);
          const reader = body.getReader();
          return new Response(
            new ReadableStream({
              pull: async (controller) => {
                const { value } = await reader.read();
                if (value) controller.enqueue(value);
              },
              cancel: () => note("cancel"),
            }),
          );
        },
        websocket: { open: (peer) => void peer.send("welcome"), close: () => note("socket") },
      };
    }),
  ),
);

export const endpoint = app.function(
  {},
  concurrent(
    AT_ONCE,
    fastapiEndpoint(async function endpoint(request: Request) {
      request.signal.addEventListener("abort", () => void note("endpoint"));
      return ticks(request.url);
    }),
  ),
);

function served(): http.Server {
  const server = http.createServer((request, response) => {
    if (request.url === "/alive") return void response.end("alive");
    const timer = setInterval(() => response.write("tick"), 1000);
    response.on("close", () => {
      clearInterval(timer);
      void note("response");
    });
    request.on("close", () => void note("request"));
    if (request.url === "/fails") request.socket.on("close", fail);
  });
  new WebSocketServer({ server }).on("connection", (socket) => {
    socket.send("welcome");
    socket.on("close", () => void note("socket"));
  });
  return server;
}

export const node = app.function(
  {},
  concurrent(
    AT_ONCE,
    wsgiApp(function node() {
      return served();
    }),
  ),
);

export const port = app.function(
  {},
  concurrent(
    AT_ONCE,
    webServer(8000, function port() {
      served().listen(8000);
    }),
  ),
);
