import { expect, test } from "vitest";
import type { SiteClient } from "./site-client.js";
import { EVENT_PAUSE_MS, FILE, hashOf, TEXT } from "./frameworks/site-content.js";

/** 10 MB. */
const UPLOAD = new Uint8Array(10_000_000).map((_, index) => (index * 31) % 253);
const UPLOAD_HASH = hashOf(UPLOAD);

/** What a site does, of whatever framework it is made, and however it is reached. */
export function siteTests(client: () => SiteClient): void {
  const ask = (path: string, init?: RequestInit): Promise<Response> => client().fetch(path, init);
  const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());

  test("JSON", async () => {
    const response = await ask("/json?x=1");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ hello: "world" });
  });

  test("forms", async () => {
    const body = new URLSearchParams([
      ["name", "Ann & Bo"],
      ["tea", "green"],
      ["tea", "mint ü"],
    ]);
    const response = await ask("/form", { method: "POST", body });
    expect([response.status, await response.json()]).toEqual([200, { name: "Ann & Bo", tea: ["green", "mint ü"] }]);
  });

  test("an upload of 10 MB", async () => {
    const form = new FormData();
    form.set("title", "many bytes");
    form.set("file", new File([UPLOAD], "bytes.bin", { type: "application/octet-stream" }));
    const response = await ask("/upload", { method: "POST", body: form });
    expect(await response.json()).toEqual({
      name: "bytes.bin",
      title: "many bytes",
      size: UPLOAD.length,
      hash: UPLOAD_HASH,
    });
  });

  test("an answer in pieces", async () => {
    const response = await ask("/stream");
    expect(await response.text()).toBe(Array.from({ length: 10 }, (_, line) => `line ${line}\n`).join(""));
  });

  test("events, with virtual time between them", async () => {
    const response = await ask("/events", { headers: { accept: "text/event-stream" } });
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const pieces: string[] = [];
    for await (const piece of response.body ?? []) pieces.push(new TextDecoder().decode(piece));
    expect(pieces.map((piece) => piece.slice(0, 5))).toEqual(["id: 1", "id: 2", "id: 3"]);
    const at = pieces.map((piece) => Date.parse(/data: (.*)/.exec(piece)?.[1] ?? ""));
    expect([at[1], at[2]]).toEqual([(at[0] ?? 0) + EVENT_PAUSE_MS, (at[0] ?? 0) + 2 * EVENT_PAUSE_MS]);
  });

  test("cookies are set and read", async () => {
    const response = await ask("/cookies");
    expect(response.headers.getSetCookie().map((each) => each.split(";")[0])).toEqual(["flavour=oat", "size=large"]);
    expect(response.headers.getSetCookie()[0]).toMatch(/httponly/i);
    const read = await ask("/cookies/read", { headers: { cookie: "flavour=oat; size=large" } });
    expect(await read.json()).toEqual({ flavour: "oat", size: "large" });
  });

  test("redirects keep method and body, or do not, as their status says", async () => {
    const send = { method: "POST", body: "some words", headers: { "content-type": "text/plain" } };
    const seen: Record<number, unknown> = {};
    for (const status of [301, 302, 303, 307, 308]) {
      const plain = await ask(`/redirect/${status}`, { redirect: "manual" });
      expect([plain.status, plain.headers.get("location")]).toEqual([status, "/landing"]);
      const followed = await ask(`/redirect/${status}`, send);
      expect([followed.status, followed.redirected, new URL(followed.url).pathname]).toEqual([200, true, "/landing"]);
      seen[status] = await followed.json();
    }
    const [asGet, same] = [
      { method: "GET", body: "" },
      { method: "POST", body: "some words" },
    ];
    expect(seen).toEqual({ 301: asGet, 302: asGet, 303: asGet, 307: same, 308: same });
  });

  test("HEAD has the head of GET, and no body", async () => {
    const [head, got] = [await ask("/file", { method: "HEAD" }), await ask("/file")];
    expect([head.status, await head.text()]).toEqual([got.status, ""]);
    expect(head.headers.get("content-type")).toBe(got.headers.get("content-type"));
  });

  test("OPTIONS", async () => {
    const response = await ask("/json", { method: "OPTIONS" });
    expect([200, 204]).toContain(response.status);
    expect(response.headers.get("allow")?.split(/, ?/)).toEqual(expect.arrayContaining(["GET", "HEAD"]));
  });

  test("the whole file, and parts of it", async () => {
    const whole = await ask("/file");
    expect([whole.status, whole.headers.get("accept-ranges")]).toEqual([200, "bytes"]);
    expect(hashOf(await bytesOf(whole))).toBe(hashOf(FILE));
    for (const [range, first, last] of [
      ["bytes=0-99", 0, 99],
      ["bytes=999990-", 999_990, 999_999],
      ["bytes=-10", 999_990, 999_999],
      ["bytes=500000-700000", 500_000, 700_000],
    ] as const) {
      const part = await ask("/file", { headers: { range } });
      expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes ${first}-${last}/${FILE.length}`]);
      expect(hashOf(await bytesOf(part))).toBe(hashOf(FILE.subarray(first, last + 1)));
    }
    const beyond = await ask("/file", { headers: { range: "bytes=2000000-" } });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${FILE.length}`]);
  });

  test("compression, by what the client accepts", async () => {
    for (const encoding of ["gzip", "br", "identity"]) {
      const response = await ask("/text", { headers: { "accept-encoding": encoding } });
      expect(response.headers.get("content-encoding")).toBe(encoding === "identity" ? null : encoding);
      expect(await response.text()).toBe(TEXT);
    }
  });

  test("a WebSocket echoes texts and bytes", async () => {
    const socket = client().websocket("/socket");
    for (const message of ["hello", "", "ü".repeat(100_000)]) {
      socket.send(message);
      expect(await socket.receive()).toBe(message);
    }
    socket.send(FILE);
    expect(hashOf((await socket.receive()) as Uint8Array)).toBe(hashOf(FILE));
    await socket.close();
  });

  test("a handler that throws gives 500; a path that is not there 404", async () => {
    const [broken, nothing] = [await ask("/throw"), await ask("/nothing/here")];
    expect([broken.status, nothing.status]).toEqual([500, 404]);
    await Promise.all([broken.text(), nothing.text()]);
    expect((await ask("/json")).status).toBe(200);
  });
}
