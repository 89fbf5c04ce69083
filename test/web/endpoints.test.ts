// Modal: docs/modal/web-endpoints.md#requests
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { App, fastapiEndpoint, InvalidError, webEndpoint } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectError } from "../support/expect-error.js";
import {
  app,
  color,
  create,
  documented,
  fails,
  nothing,
  odd,
  positional,
  price,
  priced,
  raw,
  requested,
  stream,
  text,
  Shop,
  thrown,
  upload,
} from "./apps/endpoints.js";

interface Recorded {
  readonly name: keyof typeof ENDPOINTS;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly status: number;
  readonly answer: { readonly headers: Readonly<Record<string, string>>; readonly text: string };
}

const ENDPOINTS = { price, color, create, nothing, text, fails, documented };
/** What FastAPI answers to the same requests. */
const { cases } = JSON.parse(readFileSync(new URL("fastapi-answers.json", import.meta.url), "utf8")) as {
  cases: readonly Recorded[];
};

let world: Emulator;
beforeAll(async () => {
  world = await Emulator.start({ threads: 1 });
  await world.deploy(app);
});
afterAll(() => world.close());

const urlOf = (fn: { getWebUrl(): Promise<string> }): Promise<string> => world.within(() => fn.getWebUrl());
const ask = async (fn: { getWebUrl(): Promise<string> }, path = "/", init?: RequestInit): Promise<Response> =>
  world.fetch(`${await urlOf(fn)}${path}`, init);

describe("as FastAPI answers", () => {
  test.for(
    cases.map(
      (each) =>
        [`${each.name}: ${each.method} ${each.path} ${JSON.stringify(each.headers)} ${each.body ?? ""}`, each] as const,
    ),
  )("%s", async ([, { name, method, path, headers, body, status, answer }]) => {
    const given = body === null ? null : new TextEncoder().encode(body);
    const response = await ask(ENDPOINTS[name], path, { method, headers, body: given });
    const got = await response.text();
    expect(response.status).toBe(status);
    const isPage = answer.headers["content-type"]?.startsWith("text/html");
    if (!isPage) expect(pythonFloats(got)).toBe(pythonFloats(answer.text));
    for (const [header, value] of Object.entries(answer.headers))
      if (header !== "content-length") expect(response.headers.get(header), header).toBe(value);
    for (const header of ["access-control-allow-origin", "vary", "allow"])
      expect(response.headers.has(header), header).toBe(header in answer.headers);
  });
});

/** Python writes 1.0 where JSON has 1. */
function pythonFloats(json: string): string {
  return json.replace(/(\d)\.0\b/g, "$1");
}

describe("an endpoint", () => {
  test("gets declared parameters and a body checked by a schema", async () => {
    const send = (body: unknown, query = "?dry=true") =>
      ask(priced, `/${query}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect(await (await send({ item: "tea", count: 2 })).json()).toEqual({ item: "tea", total: 6, dry: true });
    const wrong = await send({ item: "tea", count: "two", parts: [{ n: "x" }] }, "?dry=perhaps");
    expect([wrong.status, await wrong.json()]).toEqual([
      422,
      {
        detail: [
          {
            type: "bool_parsing",
            loc: ["query", "dry"],
            msg: "Input should be a valid boolean, unable to interpret input",
            input: "perhaps",
          },
          { type: "value_error", loc: ["body", "count"], msg: "must be a number", input: "two" },
          { type: "value_error", loc: ["body", "parts", 0, "n"], msg: "must be a number", input: "x" },
        ],
      },
    ]);
    const form = await ask(priced, "/?dry=1", { method: "POST", body: "item=tea" });
    expect(await form.json()).toMatchObject({ detail: [{ type: "model_attributes_type", loc: ["body"] }] });
  });

  test("gets parameters by position, and the request under its name", async () => {
    expect(await (await ask(positional, "/?name=Ann&times=3", { headers: { "x-a": "b" } })).json()).toEqual([
      "Ann",
      3,
      "b",
    ]);
    expect(await (await ask(positional, "/?name=Ann")).json()).toEqual(["Ann", 2, null]);
  });

  test.each(["req", "underscore", "short", "members", "renamed", "declared"] as const)(
    "gets the request: %s",
    async (name) => {
      const answer = await ask(new requested()[name], "/?name=Ann", { headers: { "x-a": "b" } });
      expect(await answer.json()).toEqual(["Ann", "b"]);
    },
  );

  test("gets the request beside a body, whatever it is called", async () => {
    const answer = await ask(new requested().body, "/", { method: "POST", headers: { "x-a": "b" }, body: "Ann" });
    expect(await answer.json()).toEqual(["Ann", "b"]);
  });

  test("gets bodies as text and bytes", async () => {
    expect(await (await ask(upload, "/", { method: "PUT", body: Uint8Array.of(1, 2, 3) })).json()).toEqual([3, 6]);
  });

  test("answers with a Response, a stream, or a Response that it throws", async () => {
    const response = await ask(raw);
    expect([response.status, response.headers.get("x-own"), await response.text()]).toEqual([418, "yes", "teapot"]);
    expect(await (await ask(stream)).text()).toBe("one two ");
    const refused = await ask(thrown, "/?id=7");
    expect([refused.status, await refused.json()]).toEqual([404, { detail: "no item 7" }]);
  });

  test.each([
    ["map", '{"of":{"2":{},"a":[1]}}'],
    ["set", '["a","1970-01-01T00:00:00.000Z"]'],
    ["generator", '["a",[[]]]'],
    ["iterator", '[["a","b"]]'],
    ["headers", '[["b","2"]]'],
    ["bytes", '{"bytes":"é","buffer":"b"}'],
    ["boxed", '["text",1]'],
    ["own", "[1]"],
    ["names", '{"__proto__":[1],"":{"":2}}'],
  ])("writes what JSON has no word for as FastAPI does: %s", async (value, json) => {
    expect(await (await ask(odd, `/?value=${value}`)).text()).toBe(json);
  });

  test.each(["other bytes", "a promise inside", "a large number"])("does not answer with %s", async (value) => {
    expect((await ask(odd, `/?value=${value}`)).status).toBe(500);
  });

  test("is a method of a class, and `local` calls it", async () => {
    expect(await (await ask(new Shop().price, "/?item=tea")).json()).toEqual({ item: "tea", price: 3 });
    expect(new Shop().price.local({ item: "tea" })).toEqual({ item: "tea", price: 3 });
    expect(price.local({ item: "tea", count: 2, ratio: 1, gift: true }, new Request("https://x"))).toMatchObject({
      count: 2,
    });
  });
});

describe("what is refused", () => {
  test.for<[what: string, wrap: () => unknown, ...fragments: string[]]>([
    ["an unknown option", () => fastapiEndpoint({ methods: "GET" } as never, () => 1), "methods"],
    ["a text", () => fastapiEndpoint("shop" as never), "by name", '`fastapiEndpoint({ label: "shop" }, …)`'],
    ["a method", () => fastapiEndpoint("POST" as never), '`fastapiEndpoint({ method: "POST" }, …)`'],
    [
      "a method in lower case",
      () => fastapiEndpoint("put" as never, () => 1),
      '`fastapiEndpoint({ method: "PUT" }, …)`',
    ],
    ["a method that is none", () => fastapiEndpoint({ method: "get" as never }, () => 1), "GET, POST", '"get"'],
    ["a generator", () => fastapiEndpoint(function* many() {}), "`many` is a generator"],
    [
      "a rest parameter",
      () =>
        fastapiEndpoint(function all(...args: string[]) {
          return args;
        }),
      "rest parameter",
      '"params"',
    ],
    [
      "a list of parameters",
      () =>
        fastapiEndpoint(function all([a]: string[]) {
          return a;
        }),
      "do not say which",
    ],
    ["an unknown type", () => fastapiEndpoint({ params: { a: "int" as never } }, () => 1), '"int"', "integer"],
    [
      "a default of another type",
      () => fastapiEndpoint({ params: { a: { type: "integer", default: 1.5 } } }, () => 1),
      "1.5",
    ],
    [
      "a default that is no choice",
      () => fastapiEndpoint({ params: { a: { type: "string", default: "c", choices: ["a", "b"] } } }, () => 1),
      '`a` has the default "c"',
      'none of its choices: "a", "b"',
    ],
    [
      "a whole number that is no choice",
      () => fastapiEndpoint({ params: { a: { type: "integer", default: 3, choices: ["1", "2"] } } }, () => 1),
      "default 3",
    ],
    [
      "choices that are no list",
      () => fastapiEndpoint({ params: { a: { type: "string", choices: "a" as never } } }, () => 1),
      '"choices" must be a list of texts',
    ],
    [
      "an entrypoint's default that is no choice",
      () =>
        new App("x").localEntrypoint(
          { args: { a: { type: "string", default: "c", choices: ["a"] } } },
          function main() {},
        ),
      '`a` has the default "c"',
    ],
    ["a parameter called body", () => fastapiEndpoint({ params: { body: "string" } }, () => 1), "`body`"],
    ["a body that is none", () => fastapiEndpoint({ body: "xml" as never }, () => 1), '"xml"', "Standard Schema"],
  ])("%s", ([, wrap, ...fragments]) => {
    expectError(wrap, InvalidError, ...fragments);
  });

  test.each([
    [{ type: "string", default: null, choices: ["a"] }],
    [{ type: "string", default: "a", choices: ["a"] }],
    [{ type: "integer", default: 1, choices: ["1"] }],
    [{ type: "string", choices: ["a"] }],
  ] as const)("not choices with a default among them, or none: %j", (a) => {
    expect(() => fastapiEndpoint({ params: { a } }, () => 1)).not.toThrow();
  });

  test("the old name works, with a warning", async () => {
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    webEndpoint(function old() {
      return 1;
    });
    expect(await warned).toMatchObject({
      name: "DeprecationWarning",
      message: "webEndpoint is deprecated. Use fastapiEndpoint.",
    });
  });
});
