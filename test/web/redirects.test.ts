import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { App, asgiApp, concurrent, type FetchApp } from "modal-emulator";
import { Emulator, type WorldServer } from "modal-emulator/emulator";

const app = new App("redirects", { module: import.meta.url });
app.function(
  { name: "echo", isolation: "inline" },
  asgiApp((): FetchApp => async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/landing")
      return new Response(null, { status: Number(pathname.slice(1)), headers: { location: "/landing" } });
    const type = request.headers.get("content-type");
    if (type?.startsWith("multipart/")) return Response.json([...(await request.formData()).entries()]);
    return Response.json([request.method, type, await request.text()]);
  }),
);

let world: Emulator;
let server: WorldServer;
beforeAll(async () => {
  world = await Emulator.start({ threads: 0 });
  await world.deploy(app);
  server = await world.serve();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const URL_HERE = "https://emulator--redirects-echo.modal.run";
const clients: [name: string, fetch: typeof fetch, origin: () => string][] = [
  ["world.fetch", (input, init) => world.fetch(input, init), () => URL_HERE],
  ["fetch of Node", fetch, () => server.url],
];

const kinds: [kind: string, body: () => NonNullable<RequestInit["body"]> | null, arrives: unknown][] = [
  ["a text", () => "words", ["POST", "text/plain;charset=UTF-8", "words"]],
  ["an empty text", () => "", ["POST", "text/plain;charset=UTF-8", ""]],
  ["bytes", () => new TextEncoder().encode("bytes"), ["POST", null, "bytes"]],
  ["an ArrayBuffer", () => new TextEncoder().encode("buffer").buffer, ["POST", null, "buffer"]],
  ["a Blob", () => new Blob(["blob".repeat(50_000)], { type: "text/x" }), ["POST", "text/x", "blob".repeat(50_000)]],
  ["parameters", () => new URLSearchParams("a=b"), ["POST", "application/x-www-form-urlencoded;charset=UTF-8", "a=b"]],
  ["nothing", () => null, ["POST", null, ""]],
];

describe.each(clients)("redirects that keep the method, by %s", (_, fetchThere, origin) => {
  const send = (path: string, init: RequestInit): Promise<Response> => fetchThere(`${origin()}${path}`, init);

  test.each(kinds)("send again what is there: %s", async (_kind, body, arrives) => {
    for (const status of [307, 308]) {
      const answer = await send(`/${status}`, { method: "POST", body: body() });
      expect([answer.redirected, await answer.json()]).toEqual([true, arrives]);
    }
  });

  test("do not send a stream again", async () => {
    const body = (): ReadableStream => ReadableStream.from([new TextEncoder().encode("stream")]);
    await expect(send("/307", { method: "POST", body: body(), duplex: "half" })).rejects.toThrow("fetch failed");
    const answer = await send("/303", { method: "POST", body: body(), duplex: "half" });
    expect(await answer.json()).toEqual(["GET", null, ""]);
  });

  test("send the body of a Request again", async () => {
    const request = new Request(`${origin()}/307`, { method: "PUT", body: "words" });
    expect(await (await fetchThere(request)).json()).toEqual(["PUT", "text/plain;charset=UTF-8", "words"]);
  });
});

/** Sends each request on to where it says. */
const sender =
  (): FetchApp =>
  ({ url }) => {
    const { origin, searchParams } = new URL(url);
    const to = `${searchParams.get("to")}?to=${origin}`;
    return new Response(null, { status: 302, headers: { location: to } });
  };
const circles = new App("circles", { module: import.meta.url });
const [here, there] = ["here", "there"].map((name) =>
  circles.function({ name, isolation: "inline" }, concurrent({ maxInputs: 9 }, asgiApp(sender))),
);
const walker = circles.function({ name: "walker", isolation: "inline" }, async (url: string) => {
  try {
    return (await fetch(url)).status;
  } catch (error) {
    return String((error as Error).cause);
  }
});

test("circles end after 20 redirects, whoever follows them, through however many addresses", async () => {
  await world.run(circles, async () => {
    for (const [from, to] of [
      [here?.webUrl, here?.webUrl],
      [here?.webUrl, there?.webUrl],
      [there?.webUrl, "https://pages.example/"],
    ]) {
      world.onFetch(
        "https://pages.example/*",
        ({ url }) => Response.redirect(new URL(url).searchParams.get("to") ?? ""),
        {
          optional: true,
        },
      );
      const circle = `${from}?to=${to}`;
      if (!to?.includes("pages"))
        await expect(world.fetch(circle)).rejects.toMatchObject({ cause: new Error("redirect count exceeded") });
      expect(await walker.remote(circle)).toBe(to?.includes("pages") ? 302 : "Error: redirect count exceeded");
    }
  });
});

test("a form is sent again with a boundary of its own", async () => {
  const form = new FormData();
  form.set("name", "Ann");
  const answer = await world.fetch("/308", { method: "POST", body: form });
  expect(await answer.json()).toEqual([["name", "Ann"]]);
});
