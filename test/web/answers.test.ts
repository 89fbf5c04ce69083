// Modal: docs/modal/web-endpoints.md#requests
import { describe, expect } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { InvalidError } from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { app, broken, echo, free, large, slow, steps, strict, wrong } from "./apps/answers.js";

const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe.each([0, 1])("threads: %i", (threads) => {
  const open = (): Promise<Emulator> => Emulator.start({ threads, seed: 1 });

  test("method, URL, headers and body arrive as they were sent", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = `${await echo.getWebUrl()}/a%20b/c?x=1&x=2#gone`;
      const response = await world.fetch(url, {
        method: "PUT",
        headers: [
          ["x-one", "1"],
          ["X-One", "2"],
          ["cookie", "a=b"],
        ],
        body: "some text",
      });
      expect(response.status).toBe(201);
      expect(response.headers.getSetCookie()).toEqual(["one=1", "two=2; Path=/"]);
      expect(await response.json()).toMatchObject({
        method: "PUT",
        path: "/a%20b/c",
        search: "?x=1&x=2",
        headers: { "x-one": "1, 2", cookie: "a=b", "content-length": "9", "content-type": "text/plain;charset=UTF-8" },
        body: "some text",
      });
    });
  });

  test("an answer comes in pieces, as they are made, in virtual time", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const began = world.clock.now();
      const { body } = await world.fetch(await steps.getWebUrl());
      const seen: [string, number][] = [];
      for await (const piece of body ?? []) seen.push([decode(piece), world.clock.now() - began]);
      expect(seen).toEqual([
        ["step 1", 60_000],
        ["step 2", 120_000],
        ["step 3", 180_000],
      ]);
    });
  });

  test("a request is answered while it still comes", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const asked = world.fetch(`${await echo.getWebUrl()}/back`, { method: "POST", body: readable, duplex: "half" });
      await writer.write(new TextEncoder().encode("first"));
      const reader = (await asked).body?.getReader();
      expect(decode((await reader?.read())?.value)).toBe("first");
      await writer.write(new TextEncoder().encode("second"));
      expect(decode((await reader?.read())?.value)).toBe("second");
      await writer.close();
      expect((await reader?.read())?.done).toBe(true);
    });
  });

  test("an answer is made only as fast as it is read", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const { body } = await world.fetch(await large.getWebUrl());
      const reader = body?.getReader();
      await reader?.read();
      await world.clock.advance(1000);
      const made = Number([...world.logs].at(-1)?.message.replace("made ", ""));
      expect(made).toBeLessThanOrEqual(3 * 1024 * 1024);
      let size = 0;
      for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) size += read.value.length;
      expect(size).toBeGreaterThan(18 * 1024 * 1024);
    });
  });

  test("a client that goes away is told to the app; that is no failure", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const { body } = await world.fetch(await steps.getWebUrl());
      const reader = body?.getReader();
      await reader?.read();
      await reader?.cancel();
      await world.clock.advance(10);
      const controller = new AbortController();
      const waiting = world.fetch(await slow.getWebUrl(), { signal: controller.signal });
      void world.clock.advance(500).then(() => controller.abort(new Error("enough")));
      await expect(waiting).rejects.toThrow("enough");
      await world.clock.advance(10);
    });
    expect([...world.logs].map(({ message }) => message)).toEqual(["left: AbortError", "left: AbortError, AbortError"]);
    expect(world.calls().flatMap(({ inputs }) => inputs.map(({ status }) => status))).toEqual(["SUCCESS", "SUCCESS"]);
  });

  test("what throws before it answers gives 500, and its input fails; later, the body breaks off", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const failed = await world.fetch(`${await broken.getWebUrl()}/early`);
      expect([failed.status, failed.headers.get("content-type"), await failed.text()]).toEqual([
        500,
        "text/plain; charset=utf-8",
        "Internal Server Error",
      ]);
      const cut = await world.fetch(`${await broken.getWebUrl()}/late`);
      expect(cut.status).toBe(200);
      await expect(cut.text()).rejects.toThrow("terminated");
      const none = await world.fetch(await wrong.getWebUrl());
      expect(none.status).toBe(500);
      expect((await world.fetch(`${await wrong.getWebUrl()}/thrown`)).status).toBe(500);
    });
    expect(world.calls(broken).map(({ inputs }) => inputs[0]?.status)).toEqual(["FAILURE", "FAILURE"]);
    expect(world.calls(wrong)[0]?.inputs[0]?.error).toMatchObject({
      message: 'Web function `wrong` answered GET / with "text", not with a Response.',
    });
    expect(world.calls(wrong)[1]?.inputs[0]?.error).toMatchObject({
      message:
        "Web function `wrong` threw a Response, which only endpoints of fastapiEndpoint may: a handler returns it.",
    });
  });

  test("redirects are followed, or not, as `fetch` does", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await free.getWebUrl();
      const followed = await world.fetch(`${url}/2`);
      expect([followed.status, followed.redirected, followed.url]).toEqual([200, true, `${url}/0`]);
      const asGet = await world.fetch(`${url}/303`, { method: "POST", body: "x" });
      expect(await asGet.text()).toBe("GET ");
      const manual = await world.fetch(`${url}/2`, { redirect: "manual" });
      expect([manual.status, manual.headers.get("location")]).toEqual([302, "/1"]);
      await expect(world.fetch(`${url}/2`, { redirect: "error" })).rejects.toThrow("fetch failed");
      await expect(world.fetch(`${url}/25`)).rejects.toThrow("fetch failed");
    });
  });

  test("statuses without a body, and HEAD, have none", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await free.getWebUrl();
      expect((await world.fetch(`${url}/204`)).body).toBeNull();
      const head = await world.fetch(`${url}/0`, { method: "HEAD" });
      expect([head.status, await head.text(), head.headers.get("x-size")]).toEqual([200, "", "5"]);
    });
  });

  test("proxy tokens open what asks for one", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await strict.getWebUrl();
      const { key, secret } = world.proxyTokens.create();
      const ask = async (headers: Record<string, string>) => {
        const response = await world.fetch(url, { headers });
        return `${response.status} ${await response.text()}`;
      };
      expect(await ask({})).toBe("401 modal-http: missing credentials for proxy authorization");
      expect(await ask({ "modal-key": key })).toBe("401 modal-http: missing credentials for proxy authorization");
      expect(await ask({ "modal-key": key, "modal-secret": "ws-x" })).toBe(
        "401 modal-http: invalid credentials for proxy authorization",
      );
      expect(await ask({ "Modal-Key": key, "Modal-Secret": secret })).toBe("200 inside");
      world.proxyTokens.delete(key);
      expect(world.proxyTokens.list()).toEqual([]);
      expect((await world.fetch(url, { headers: { "modal-key": key, "modal-secret": secret } })).status).toBe(401);
    });
    expect(world.calls(strict)).toHaveLength(1);
  });
});

test("what is not there, or not any more, says so", async ({ world }) => {
  let url = "";
  await world.run(app, async () => {
    url = await free.getWebUrl();
    const unknown = await world.fetch("https://emulator--nothing.modal.run/");
    expect([unknown.status, await unknown.text()]).toEqual([404, "modal-http: invalid function call"]);
    await expectRejection(() => world.fetch("https://example.com/"), InvalidError, "https://example.com", url);
    await expectRejection(() => world.fetch("/"), InvalidError, "several web functions", url);
    await expectRejection(
      () => world.fetch("hello?name=Ada"),
      InvalidError,
      'a path that begins with "/"',
      "hello?name",
    );
    await expectRejection(() => world.fetch("undefined/tea"), InvalidError, "`webUrl` is undefined", "world.within");
    await expectRejection(() => world.fetch(7 as never), InvalidError, "world.fetch takes a URL");
  });
  const stopped = await world.fetch(url);
  expect([stopped.status, await stopped.text()]).toEqual([404, "modal-http: app for invoked web endpoint is stopped"]);
  await expectRejection(() => world.fetch("/"), InvalidError, "no web function runs");
});

test("the result of one that was sent on is for one request, at its address", async ({ world }) => {
  await world.run(app, async () => {
    const url = await slow.getWebUrl();
    const sent = await world.fetch(url, { redirect: "manual" });
    const query = new URL(sent.headers.get("location") ?? "", url).search;
    expect((await world.fetch(`${await free.getWebUrl()}/${query}`)).status).toBe(404);
    const asked = ["first", "second"].map(async () => (await world.fetch(`${url}/${query}`)).text());
    expect(await Promise.all(asked)).toEqual(["done", "modal-http: another request has asked for this result"]);
    expect((await world.fetch(`${url}/${query}`)).status).toBe(404);
  });
  expect(slow).toHaveServed({ times: 1 });
});

test("after 150 s without a head, a client is sent to ask again", async ({ world }) => {
  await world.run(app, async () => {
    const url = await slow.getWebUrl();
    const began = world.clock.now();
    const sent = await world.fetch(`${url}/x?y=1`, { method: "POST", redirect: "manual" });
    expect([sent.status, world.clock.now() - began]).toEqual([303, 150_000]);
    const location = sent.headers.get("location") ?? "";
    expect(location).toMatch(/^\/x\?y=1&__modal_function_call_id=fc-\w+$/);
    expect((await world.fetch(`${url}${location}`, { method: "POST" })).status).toBe(400);
    const answer = await world.fetch(`${url}${location}`);
    expect([await answer.text(), world.clock.now() - began, answer.redirected]).toEqual(["done", 400_000, true]);
    expect((await world.fetch(`${url}${location}`)).status).toBe(404);
    expect(await (await world.fetch(url)).text()).toBe("done");
  });
  expect(world.calls(slow)).toHaveLength(2);
});
