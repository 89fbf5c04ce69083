// Checked by `npm run typecheck`, never run: what endpoints get of a request.
import { App, fastapiEndpoint } from "modal-emulator";
import { z } from "zod";
import { is } from "./eq.js";

const app = new App("endpoints");
const Order = z.object({ item: z.string(), count: z.number() });

// 1 declared parameters and body
export const both = app.function(
  {},
  fastapiEndpoint(
    { method: "POST", params: { gift: { type: "boolean", default: false } }, body: Order },
    async ({ gift, body }, request) => {
      is<boolean>()(gift, true);
      is<{ item: string; count: number }>()(body, true);
      is<Request>()(request, true);
      return body.count;
    },
  ),
);
is<Promise<number>>()(both.local({ gift: true, body: { item: "tea", count: 1 } }, new Request("https://x")), true);

// 2 a body alone says what `body` is
export const order = app.function(
  {},
  fastapiEndpoint({ method: "POST", body: Order }, async ({ body }) => {
    is<{ item: string; count: number }>()(body, true);
    return body.item;
  }),
);
is<Promise<string>>()(order.local({ body: { item: "tea", count: 1 } }), true);
// @ts-expect-error no such body
void order.local({ body: "tea" });
export const upload = fastapiEndpoint({ method: "PUT", body: "bytes" }, ({ body }, request) => {
  is<Uint8Array<ArrayBuffer>>()(body, true);
  is<Request>()(request, true);
  return body.length;
});

// 3 or its own parameters, by position or as members of an object
export const positional = app.function(
  {},
  fastapiEndpoint({ method: "POST", body: "text" }, (body: string, times: number = 1) => body.repeat(times)),
);
is<string>()(positional.local("a"), true);
export const members = app.function(
  {},
  fastapiEndpoint({ method: "POST", body: "text" }, ({ body, times = 1 }: { body: string; times?: number }) =>
    body.repeat(times),
  ),
);
is<string>()(members.local({ body: "a", times: 2 }), true);
