import { nanoid } from "nanoid";
import { expect, test } from "vitest";
import { App, asgiApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("pooled-chance");

const name = app.function({}, async function name(_index: number): Promise<string> {
  return nanoid();
});

async function names(threads: number): Promise<unknown[]> {
  await using world = await Emulator.start({ threads, seed: 3 });
  return await world.run(app, () => Array.fromAsync(name.map([1, 2, 3, 4, 5])));
}

test("ids of a package that keeps a pool of random bytes come from each container's seed, on any number of threads and in every world", async () => {
  const reference = await names(0);
  expect(new Set(reference).size).toBe(5);
  for (const threads of [0, 1, 2, 1]) expect(await names(threads)).toEqual(reference);
});

const echo = app.function(
  {},
  asgiApp(function echo() {
    return async (request: Request) =>
      Response.json([
        ...["type", "length"].map((name) => request.headers.get(`content-${name}`)),
        await request.text(),
      ]);
  }),
);

const send = app.function({}, async function send(url: string): Promise<unknown[]> {
  const response = await fetch(url, { method: "POST", body: oddForm(), headers: { "x-kept": "yes" } });
  return [await response.json(), Math.random(), crypto.randomUUID()];
});

function oddForm(): FormData {
  const form = new FormData();
  form.append("text", "a\nb\rc\r\nd");
  form.append('a "name"\n', "é");
  form.append("text", "");
  form.append("file", new File(["bytes\n"], 'q"\r\n.txt', { type: "text/plain" }));
  form.append("blob", new Blob([new Uint8Array([0, 255])]));
  form.append("nameless", new Blob([]), "");
  return form;
}

test("a form that is sent has a boundary from the container's chance, wherever Node has its own from", async () => {
  const body = new Response(oddForm());
  const type = body.headers.get("content-type") ?? "";
  const bytes = await body.bytes();
  const sent = async (threads: number): Promise<unknown> => {
    await using world = await Emulator.start({ threads, seed: 3 });
    return await world.run(app, async () => await send.remote(await echo.getWebUrl()));
  };
  const reference = await sent(0);
  const [[ownType, length, ownText]] = reference as [[string, string, string]];
  expect(ownType).toMatch(/^multipart\/form-data; boundary=----formdata-undici-\d{12}$/);
  expect(ownText).toBe(new TextDecoder().decode(bytes).replaceAll(boundaryOf(type), boundaryOf(ownType)));
  expect(Number(length)).toBe(bytes.length);
  for (const threads of [0, 1, 2, 1]) expect(await sent(threads)).toEqual(reference);
});

const make = app.function({}, async function make(): Promise<unknown[]> {
  class Own extends Request {}
  const made = [
    new Request("http://a.test", { method: "POST", body: oddForm() }),
    new Own("http://a.test", { method: "POST", body: oddForm(), headers: { "content-type": "text/own" } }),
    new Response(oddForm(), { status: 201 }),
    new Request(new Request("http://a.test", { method: "POST", body: "plain" })),
    new Response(null),
  ];
  const isKept = made.every((each) => each instanceof Request || each instanceof Response) && made[1] instanceof Own;
  const form = await made[2]?.clone().formData();
  const told = made.map(async (each) => [each.headers.get("content-type"), await each.text()]);
  return [isKept, form?.get("text"), await Promise.all(told), crypto.randomUUID(), Math.random()];
});

test("requests and responses that are made of a form have a boundary from the container's chance", async () => {
  const parts = async (threads: number, seed = 3): Promise<unknown[]> => {
    await using world = await Emulator.start({ threads, seed });
    return await world.run(app, () => make.remote());
  };
  const reference = await parts(0);
  const type = expect.stringMatching(/^multipart\/form-data; boundary=----formdata-undici-\d{12}$/);
  const types = [type, "text/own", type, "text/plain;charset=UTF-8", null];
  expect(reference.slice(0, 3)).toEqual([true, "a\r\nb\r\nc\r\nd", types.map((each) => [each, expect.any(String)])]);
  for (const threads of [0, 1, 2, 1]) expect(await parts(threads)).toEqual(reference);
  expect(await parts(0, 4)).not.toEqual(reference);
});

function boundaryOf(type: string): string {
  return type.replace(/^.*=/, "");
}
