import { createServer } from "node:http";
import {
  App,
  asgiApp,
  concurrent,
  enter,
  fastapiEndpoint,
  method,
  parameter,
  webServer,
  wsgiApp,
} from "modal-emulator";

export const app = new App("parameters");

class Base {
  where = parameter({ default: "here" });
}

export const Tea = app.cls(
  { scaledownWindowMs: 60_000 },
  concurrent(
    { maxInputs: 4 },
    class Tea extends Base {
      kind = parameter({ type: "string" });
      cups = parameter({ default: 1 });
      hot = parameter({ default: true });
      key = parameter({ default: new TextEncoder().encode("none") });
      asked = 0;
      made = "";

      make = enter(() => {
        this.made = `${this.cups} ${this.hot ? "hot" : "cold"} ${this.kind} ${this.where} ${new TextDecoder().decode(this.key)}`;
      });

      order = fastapiEndpoint({ params: { count: { type: "integer", default: 0 } } }, async ({ count }) => ({
        made: this.made,
        count,
        asked: ++this.asked,
      }));
      page = asgiApp(() => ({
        fetch: ({ url }) => new Response(`${this.made} ${new URL(url).pathname} ${++this.asked}`),
        websocket: { open: (peer) => void peer.send(this.made) },
      }));
      node = wsgiApp(() => (request, response) => void response.end(`${this.made} ${request.url} ${++this.asked}`));
      called = method(async () => `${this.made} ${++this.asked}`);
    },
  ),
);

export const Desk = app.cls(
  {},
  class Desk {
    size = parameter({ default: 1 });
    server = webServer(8000, () => {
      createServer((_request, response) => response.end(`desk of ${this.size}`)).listen(8000);
    });
  },
);
