import http from "node:http";
import { expect } from "vitest";
import {
  App,
  asgiApp,
  enter,
  experimental,
  fastapiEndpoint,
  method,
  Server,
  webEndpoint,
  webServer,
  wsgiApp,
} from "modal-emulator";
import { anApp, INLINE } from "../inline.ts";
import { type Area, expectAbsent, notOffline, recorded, works } from "../row.ts";

const app = new App("web-rows");
const endpoint = app.function(
  INLINE,
  fastapiEndpoint({ method: "POST", label: "own-label", params: { x: "integer" } }, function endpoint({ x }) {
    return { twice: 2 * x };
  }),
);
const guarded = app.function(
  INLINE,
  asgiApp({ requiresProxyAuth: true, customDomains: ["guarded.example"] }, function guarded() {
    return () => new Response("gold");
  }),
);
const older = app.function(
  INLINE,
  webEndpoint(function older() {
    return "old";
  }),
);
const node = app.function(
  INLINE,
  wsgiApp(function node() {
    return (_: http.IncomingMessage, response: http.ServerResponse) => void response.end("from Node");
  }),
);
const listens = app.function(
  {},
  webServer(8000, { startupTimeoutMs: 5000 }, function listens() {
    http.createServer((_, response) => void response.end("served")).listen(8000);
  }),
);
const Site = app.server(
  { unauthenticated: true },
  class Site {
    load = enter(() => {
      http.createServer((_, response) => void response.end("a server")).listen(8000);
    });
  },
);
const Api = app.cls(
  INLINE,
  class Api {
    plain = method(async () => "plain");
    web = fastapiEndpoint(() => ({ ok: true }));
  },
);

export const web: Area = {
  title: "Web functions and servers",
  intro:
    "`world.fetch(url)`, without sockets; `world.serve()` and `modal-emulator serve` on a port of this machine ([guide](web-endpoints.md)).",
  deploys: [app],
  rows: [
    works(
      "@modal.fastapi_endpoint(method, label, custom_domains, docs, requires_proxy_auth)",
      "fastapiEndpoint({ method, label, params, body, … }, fn)",
      async (world) => {
        const url = endpoint.webUrl ?? "";
        expect(url).toContain("own-label");
        expect(await (await world.fetch(`${url}?x=4`, { method: "POST" })).json()).toEqual({ twice: 8 });
        expect((await world.fetch(url, { method: "POST" })).status).toBe(422);
      },
      "answers as FastAPI 0.165 with pydantic 2.14 does, which is compared answer by answer; parameters and body are declared, or the function's own. Pages under `docs` are ours",
    ),
    works(
      "@modal.web_endpoint (deprecated)",
      "webEndpoint({ … }, fn)",
      async (world) => {
        expect(await (await world.fetch(older.webUrl ?? "")).json()).toBe("old");
      },
      "with a warning",
    ),
    works(
      "@modal.asgi_app(label, custom_domains, requires_proxy_auth)",
      "asgiApp({ … }, () => (request) => response)",
      async (world) => {
        expect((await world.fetch("https://guarded.example")).status).toBe(401);
        const { key, secret } = world.proxyTokens.create();
        const headers = { "Modal-Key": key, "Modal-Secret": secret };
        expect(await (await world.fetch(guarded.webUrl ?? "", { headers })).text()).toBe("gold");
      },
      "an app of the web platform's kind; WebSockets by hooks; Hono and h3 are tested",
    ),
    works(
      "@modal.wsgi_app(label, …)",
      "wsgiApp({ … }, () => (request, response) => …)",
      async (world) => {
        expect(await (await world.fetch(node.webUrl ?? "")).text()).toBe("from Node");
      },
      "an app of Node's kind; Express, Fastify, Connect and Koa are tested",
    ),
    works(
      "@modal.web_server(port, startup_timeout, label, …)",
      "webServer(port, { startupTimeoutMs, … }, fn)",
      async (world) => {
        expect(await (await world.fetch(listens.webUrl ?? "")).text()).toBe("served");
      },
      "a server of Node's, without a port of the machine; WebSockets. Servers in child processes are real ([guide](web-endpoints.md#servers))",
    ),
    works(
      "web endpoints as methods",
      "web = fastapiEndpoint(…), @asgiApp()",
      async (world) => {
        const url = await new Api().web.getWebUrl();
        expect(await (await world.fetch(url ?? "")).json()).toEqual({ ok: true });
      },
      "parameters of the class come of the query ([guide](web-endpoints.md#classes-with-parameters))",
    ),
    works("App.registered_web_endpoints", "app.registeredWebEndpoints", () => {
      expect(app.registeredWebEndpoints).toEqual(expect.arrayContaining(["endpoint", "Api.web"]));
    }),
    works("requests to web URLs (world.fetch)", "world.fetch(url), world.websocket(url)", async (world) => {
      expect((await world.fetch("https://nobody--is-there.modal.run")).status).toBe(404);
    }),
    works(
      "@app.server()",
      "app.server({ … }, class Name { … })",
      async (world) => {
        expect(await (await world.fetch(await Site.getUrl())).text()).toBe("a server");
      },
      "[guide](web-endpoints.md#servers)",
    ),
    recorded(
      "@app.server options: target_concurrency, scaleup_window, port, unauthenticated, h2_enabled, exit_grace_period, compute_region",
      "targetConcurrency, scaleupWindowMs, port, unauthenticated, h2Enabled, exitGracePeriodMs, computeRegion",
      () => {
        const recordedOnes = { scaleupWindowMs: 1000, h2Enabled: true, exitGracePeriodMs: 5000 };
        const own = anApp().server(
          { ...INLINE, ...recordedOnes, port: 9000, targetConcurrency: 4, computeRegion: "eu" },
          class Own {
            load = enter(() => undefined);
          },
        );
        expect(own.definition).toMatchObject({ web: { ...recordedOnes, port: 9000 }, regions: ["eu"] });
      },
      "`scaleupWindowMs`, `exitGracePeriodMs`, `h2Enabled` and `computeRegion` are; the others work. A `targetConcurrency` of 0 is refused",
    ),
    notOffline("modal.experimental.http_server", "an older name: `app.server`, `webServer`", () => {
      expectAbsent(experimental, "httpServer");
      expect(() => anApp().server({ port: 0 }, class None {})).toThrow("port");
    }),
    works("Server (class): from_name, get_url, update_autoscaler, hydrate, object_id, logs", "Server", () => {
      expect(Site).toBeInstanceOf(Server);
    }),
    works("Server.from_name", "Server.fromName(app, name)", async () => {
      expect(await Server.fromName(app.name ?? "", "Site").getUrl()).toBe(await Site.getUrl());
    }),
    works("Server.object_id", "server.objectId", () => {
      expect(Site.objectId).toMatch(/^fu-/);
    }),
    works("Server.logs", "server.logs", async () => {
      expect(await Site.logs.tail(5)).toEqual([]);
    }),
    works("Server.get_url", "server.getUrl()", async () => {
      expect(await Site.getUrl()).toMatch(/^https:\/\/.*site/);
    }),
    works("Server.update_autoscaler", "server.updateAutoscaler({ … })", async () => {
      expect(await Site.updateAutoscaler({ maxContainers: 2 })).toMatchObject({ maxContainers: 2 });
    }),
    works("Server.hydrate", "server.hydrate()", async () => {
      const found = Server.fromName(app.name ?? "", "Site");
      expect(await found.hydrate()).toBe(found);
    }),
  ],
};
