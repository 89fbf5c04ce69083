import { App, fastapiEndpoint, type StandardSchema } from "modal-emulator";

export const app = new App("endpoints");

const params = {
  item: "string",
  count: { type: "integer", default: 1 },
  ratio: { type: "number", default: 0.5 },
  gift: { type: "boolean", default: false },
} as const;

export const price = app.function(
  {},
  fastapiEndpoint({ params }, function price({ item, count, ratio, gift }) {
    return { item, count, ratio, gift };
  }),
);

export const documented = app.function(
  { name: "documented" },
  fastapiEndpoint({ params, docs: true }, function price({ item, count, ratio, gift }) {
    return { item, count, ratio, gift };
  }),
);

export const color = app.function(
  {},
  fastapiEndpoint(
    { params: { name: { type: "string", choices: ["red", "green", "blue"] } } },
    function color({ name }) {
      return name;
    },
  ),
);

export const create = app.function(
  {},
  fastapiEndpoint({ method: "POST", params: {}, body: "json" }, function create({ body }) {
    return { got: body as unknown };
  }),
);

export const nothing = app.function(
  {},
  fastapiEndpoint(function nothing() {}),
);

export const text = app.function(
  {},
  fastapiEndpoint(function text() {
    return "some text";
  }),
);

export const fails = app.function(
  {},
  fastapiEndpoint(function fails() {
    throw new RangeError("oops");
  }),
);

interface Order {
  readonly item: string;
  readonly count: number;
}

/** As libraries have it, of an order and any number of parts. */
const order: StandardSchema<Order> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: async (value) => {
      const { count, parts = [] } = value as { count: unknown; parts?: { n: unknown }[] };
      const issues = [
        ...(typeof count === "number" ? [] : [{ message: "must be a number", path: ["count"] }]),
        ...parts.flatMap(({ n }, index) =>
          typeof n === "number" ? [] : [{ message: "must be a number", path: [{ key: "parts" }, index, "n"] }],
        ),
      ];
      return issues.length > 0 ? { issues } : { value: value as Order };
    },
  },
};

export const priced = app.function(
  {},
  fastapiEndpoint({ method: "POST", params: { dry: "boolean" }, body: order }, async function priced({ dry, body }) {
    return { item: body.item, total: 3 * body.count, dry };
  }),
);

export const positional = app.function(
  {},
  fastapiEndpoint(function positional(name: string, times = 2, request?: Request) {
    return [name, times, request?.headers.get("x-a")];
  }),
);

/** The request under all its names, and under any name after values that are taken apart. */
export const requested = app.cls(
  {},
  class Requested {
    req = fastapiEndpoint(async (name: string, req: Request) => [name, req.headers.get("x-a")]);
    underscore = fastapiEndpoint(async (_request: Request, name: string) => [name, _request.headers.get("x-a")]);
    short = fastapiEndpoint(async (_req: Request, name: string) => [name, _req.headers.get("x-a")]);
    members = fastapiEndpoint(async ({ name }: { name: string }, r: Request) => [name, r.headers.get("x-a")]);
    renamed = fastapiEndpoint(async ({ name: n }: { name: string }, { headers }: Request) => [n, headers.get("x-a")]);
    body = fastapiEndpoint({ method: "POST", body: "text" }, async ({ body }, incoming) => [
      body,
      incoming.headers.get("x-a"),
    ]);
    declared = fastapiEndpoint({ params: { name: "string" } }, async ({ name }, given) => [
      name,
      given.headers.get("x-a"),
    ]);
  },
);

export const upload = app.function(
  {},
  fastapiEndpoint({ method: "PUT", params: {}, body: "bytes" }, function upload({ body }) {
    return [body.length, body.reduce((sum, byte) => sum + byte, 0)];
  }),
);

export const raw = app.function(
  {},
  fastapiEndpoint(function raw() {
    return new Response("teapot", { status: 418, headers: { "x-own": "yes" } });
  }),
);

export const stream = app.function(
  {},
  fastapiEndpoint(function stream() {
    return words();
  }),
);

async function* words() {
  yield "one ";
  yield new TextEncoder().encode("two ");
}

/** What JSON has no word for. */
const VALUES: Record<string, () => unknown> = {
  map: () => ({
    of: new Map<unknown, unknown>([
      ["a", new Set([1])],
      [2, new Map()],
    ]),
  }),
  set: () => new Set(["a", new Date(0)]),
  generator: () => letters(),
  iterator: () => [["a", "b"].values()],
  headers: () => new Headers({ b: "2" }),
  bytes: () => ({ bytes: new TextEncoder().encode("é"), buffer: Buffer.from("b") }),
  boxed: () => [Object("text"), Object(1)],
  own: () => ({ toJSON: () => new Set([1]) }),
  names: () => JSON.parse('{"__proto__":[1],"":{"":2}}') as unknown,
  "other bytes": () => Uint8Array.of(255),
  "a promise inside": () => ({ later: Promise.resolve(1) }),
  "a large number": () => [1n],
};

function* letters() {
  yield "a";
  yield [new Set()];
}

export const odd = app.function(
  {},
  fastapiEndpoint({ params: { value: "string" } }, function odd({ value }) {
    return VALUES[value]?.();
  }),
);

export const thrown = app.function(
  {},
  fastapiEndpoint({ params: { id: "integer" } }, function thrown({ id }) {
    throw Response.json({ detail: `no item ${id}` }, { status: 404 });
  }),
);

export const Shop = app.cls(
  {},
  class Shop {
    price = fastapiEndpoint(({ item, times = 1 }: { item: string; times?: number }) => ({ item, price: 3 * times }));
  },
);
