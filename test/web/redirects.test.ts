import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { App, asgiApp, type FetchApp } from "modal-emulator";
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

test("a form is sent again with a boundary of its own", async () => {
  const form = new FormData();
  form.set("name", "Ann");
  const answer = await world.fetch("/308", { method: "POST", body: form });
  expect(await answer.json()).toEqual([["name", "Ann"]]);
});
