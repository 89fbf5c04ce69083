import http from "node:http";
import { expect } from "vitest";
import {
  App,
  asgiApp,
  batched,
  concurrent,
  Cron,
  enter,
  exit,
  fastapiEndpoint,
  forward,
  method,
  parameter,
  Period,
  Tunnel,
  webEndpoint,
  webServer,
  wsgiApp,
} from "modal-emulator";
import { aFunction, anApp, INLINE } from "../inline.ts";
import { type Area, works } from "../row.ts";

const app = new App("documents-helpers");
const gone: string[] = [];
const MyService = app.cls(
  { ...INLINE, scaledownWindowMs: 2000 },
  class MyService {
    model = parameter("model", "small");
    loaded = "";
    load = enter(() => void (this.loaded = `loaded ${this.model}`));
    process = method(async (data: string) => `${this.loaded}: ${data}`);
    unload = exit(() => void gone.push(this.model));
  },
);
const fetches = app.function(
  INLINE,
  asgiApp(function fetches() {
    return () => new Response("asgi");
  }),
);
const node = app.function(
  INLINE,
  wsgiApp(function node() {
    return (_: http.IncomingMessage, response: http.ServerResponse) => void response.end("wsgi");
  }),
);
const older = app.function(
  INLINE,
  webEndpoint(function older() {
    return "web";
  }),
);
const endpoint = app.function(
  INLINE,
  fastapiEndpoint(function endpoint() {
    return "fastapi";
  }),
);
const server = app.function(
  {},
  webServer(8000, function server() {
    http.createServer((_, response) => void response.end("server")).listen(8000);
  }),
);
const tunnels = app.function({}, async function tunnels() {
  await using one = await forward(8000);
  await using other = await Tunnel.create({ port: 8001 });
  return [one.url, other.url];
});

/** The body of the answer of a web function. */
const asked = (name: string, here: string, fn: { readonly webUrl: string | undefined }, text: string) =>
  works(
    name,
    here,
    async (world) => expect(await (await world.fetch(fn.webUrl ?? "")).text()).toBe(text),
    "[guide](web-endpoints.md)",
  );

export const helpers: Area = {
  title: "Overview of names: helpers",
  deploys: [app],
  rows: [
    works("method(func)", "method(fn)", async () => {
      expect(await new MyService().process.remote("x")).toBe("loaded small: x");
    }),
    works(
      "parameter(name: str, default=None)",
      "parameter(name, default)",
      async () => {
        expect(await new MyService({ model: "large" }).process.remote("x")).toBe("loaded large: x");
      },
      "the name is that of the field",
    ),
    works("enter(func) / exit(func)", "enter(fn) / exit(fn)", async (world) => {
      await new MyService({ model: "leaving" }).process.remote("x");
      await world.clock.advance(10_000);
      expect(gone).toContain("leaving");
    }),
    works(
      "batched(max_batch_size)",
      "batched(16, fn)",
      async () => {
        const own = anApp();
        const sizes = own.function(
          INLINE,
          batched(16, async function sizes(inputs: number[]) {
            return inputs.map(() => inputs.length);
          }),
        );
        expect(await own.run(() => Promise.all([sizes.remote(1), sizes.remote(2)]))).toEqual([2, 2]);
      },
      "with `waitMs: 0`, which also is the default",
    ),
    works(
      "concurrent(func)",
      "concurrent(fn)",
      () => {
        const fn = anApp().function(
          INLINE,
          concurrent(async function fn() {}),
        );
        expect(fn.definition?.concurrency).toEqual({ maxInputs: 100, targetInputs: 100 });
      },
      "100 inputs at once, with a warning that Modal wants `maxInputs`",
    ),
    asked("asgi_app(func)", "asgiApp(fn)", fetches, "asgi"),
    asked("wsgi_app(func)", "wsgiApp(fn)", node, "wsgi"),
    asked("web_endpoint(func)", "webEndpoint(fn)", older, '"web"'),
    asked("fastapi_endpoint(func)", "fastapiEndpoint(fn)", endpoint, '"fastapi"'),
    asked("web_server(func)", "webServer(port, fn)", server, "server"),
    works("Cron(cron_string)", "new Cron(expression)", async (world) => {
      let fired = 0;
      await aFunction({ schedule: new Cron("0 0 * * *") }, async () => void fired++).app.deploy();
      await world.clock.advance({ days: 2 });
      expect(fired).toBe(2);
    }),
    works("Period.days(n) / hours / minutes / seconds", "Period.days(n) …", async (world) => {
      let fired = 0;
      const schedules = [Period.days(1), Period.hours(24), Period.minutes(1440), Period.seconds(86_400)];
      for (const schedule of schedules) await aFunction({ schedule }, async () => void fired++).app.deploy();
      await world.clock.advance({ days: 1 });
      expect(fired).toBe(4);
    }),
    works("Tunnel.create(**kwargs)", "Tunnel.create({ port })", async () => {
      expect(await tunnels.remote()).toEqual([expect.stringMatching(/^https:/), expect.stringMatching(/^https:/)]);
    }),
    works(
      "forward(**kwargs)",
      "forward(port, { … })",
      async () => {
        expect((await tunnels.remote())[0]).toMatch(/^https:\/\/.*\.modal\.host$/);
      },
      "[guide](sandboxes.md#tunnels-and-forward)",
    ),
    works("Pattern: function with custom environment", "", async () => {
      const own = aFunction(
        { env: { A: "1" }, cpu: 2, memoryMiB: 1024, timeoutMs: 60_000 },
        async (items: number[]) => items.length,
      );
      expect(await own.app.run(() => own.fn.remote([1, 2]))).toBe(2);
    }),
    works("Pattern: class with lifecycle methods", "", async () => {
      expect(await Array.fromAsync(new MyService().process.map(["a", "b"]))).toEqual([
        "loaded small: a",
        "loaded small: b",
      ]);
    }),
    works("Pattern: scheduled function", "", async (world) => {
      let ran = 0;
      const own = aFunction({ schedule: Period.hours(1) }, async () => void ran++);
      await own.app.deploy();
      await world.clock.advance({ hours: 2 });
      expect(ran).toBe(2);
    }),
    works(
      "integration with Python frameworks",
      "asgiApp, wsgiApp",
      async (world) => {
        expect(await (await world.fetch(fetches.webUrl ?? "")).text()).toBe("asgi");
      },
      "with those of JavaScript: Hono, h3, Express, Fastify, Connect and Koa are tested; from FastAPI: [guide](coming-from-fastapi.md)",
    ),
  ],
};
