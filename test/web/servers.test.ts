// Modal: docs/modal/web-endpoints.md#requests
import { describe, expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, babblers, failing, Model, plain, several, sockets } from "./apps/web-servers.js";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
const HOUR = 3_600_000;

describe.each([0, 1])("threads: %i", (threads) => {
  const open = (): Promise<Emulator> => Emulator.start({ threads, realIoLimitMs: 2000, seed: 1 });

  test("requests go to the server that the function has started", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await plain.getWebUrl();
      const response = await world.fetch(`${url}/a?b=c`, { method: "POST", body: "tea", headers: { "x-own": "1" } });
      const { method, url: path, headers, body } = (await response.json()) as Seen;
      expect([response.status, method, path, body]).toEqual([200, "POST", "/a?b=c", "tea"]);
      expect(headers).toMatchObject({ host: new URL(url).host, "x-own": "1", "x-forwarded-for": "127.0.0.1" });
      expect(response.headers.get("date")).toBe(new Date(world.clock.now()).toUTCString());
      const again = (await (await world.fetch(url, { headers: { "x-forwarded-for": "10.1.2.3" } })).json()) as Seen;
      expect(again.headers["x-forwarded-for"]).toBe("10.1.2.3, 127.0.0.1");
      expect(world.containers(plain)).toHaveLength(1);
    });
    expect([...world.logs].map(({ message }) => message)).toEqual(["POST /a?b=c", "GET /"]);
  });

  test("redirects are passed through", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await plain.getWebUrl();
      const moved = await world.fetch(`${url}/moved`, { redirect: "manual" });
      expect([moved.status, moved.headers.get("location")]).toEqual([302, "/there"]);
      expect(((await (await world.fetch(`${url}/moved`)).json()) as Seen).url).toBe("/there");
    });
  });

  test.each([
    ["OPTIONS", ""],
    ["PUT", "tea"],
    ["DELETE", "tea"],
    ["PATCH", "tea"],
  ])("bodies of methods such as GET are not passed on: %s", async (method, body) => {
    await using world = await open();
    await world.run(app, async () => {
      const seen = (await (await world.fetch(await plain.getWebUrl(), { method, body: "tea" })).json()) as Seen;
      expect(seen.body).toBe(body);
      expect(seen.headers["content-length"]).toBe(body === "" ? undefined : "3");
    });
  });

  test("an answer that takes half a virtual hour, to three at once, of a server that takes its time to start", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await several.getWebUrl();
      expect(url).toBe("https://emulator--several-dev.modal.run");
      const began = world.clock.now();
      const asked = await Promise.all([1, 2, 3].map(async () => (await world.fetch(`${url}/half-hour`)).text()));
      expect(asked).toEqual(Array(3).fill("half an hour later"));
      expect(world.clock.now() - began).toBe(HOUR / 2 + 30_000);
      expect(world.containers(several)).toHaveLength(1);
    });
  });

  test("WebSockets", async () => {
    await using world = await open();
    await world.run(app, async () => {
      await using socket = world.websocket(await sockets.getWebUrl());
      expect(await socket.receive()).toBe("welcome");
      socket.send("hello");
      const began = world.clock.now();
      expect(await socket.receive()).toBe("an hour later: hello");
      expect(world.clock.now() - began).toBe(HOUR);
    });
  });

  test("in a class, after its hooks; two methods have a port each", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const model = new Model();
      expect(await (await world.fetch(await model.page.getWebUrl())).text()).toBe("loaded");
      expect(await (await world.fetch(await model.other.getWebUrl())).text()).toBe("other loaded");
    });
  });

  test("a container whose server closes its port takes no further inputs", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await plain.getWebUrl();
      expect((await world.fetch(`${url}/close`)).status).toBe(200);
      expect((await world.fetch(url)).status).toBe(200);
      expect(world.containers(plain)).toHaveLength(2);
    });
    const [stopped] = world.events.of("container.stopped");
    expect(stopped).toMatchObject({ reason: "its server has closed port 8000" });
  });

  test.each([
    [
      "silent",
      /^Web function `silent` did not listen on port 8000 within 5 s \(startupTimeoutMs\)\. Its function has/,
      5000,
    ],
    ["late", /^Web function `late` did not listen on port 8000 within 1\.5 s/, 1500],
    ["elsewhere", /within 5 s \(startupTimeoutMs\)\. It listens on 3000\.$/, 5000],
    ["hidden", /A server listens there, but not on 127\.0\.0\.1: leave out its host\.$/, 5000],
    ["inChild", /The program that its function has started runs, but does not listen there\.$/, 0],
    ["throwing", /^no server today$/, 0],
    ["twice", /^listen EADDRINUSE: address already in use :::8000$/, 0],
  ] as const)("a server that does not start: %s", async (name, message, afterMs) => {
    await using world = await Emulator.start({ threads, realIoLimitMs: 2000, seed: 1, maxStartFailures: 1 });
    await world.run(app, async () => {
      const fn = failing[name];
      const began = world.clock.now();
      const response = await world.fetch(await fn.getWebUrl());
      expect([response.status, await response.text()]).toEqual([500, "modal-http: the container could not start"]);
      expect(world.clock.now() - began).toBe(afterMs);
      expect(world.calls(fn)[0]?.inputs[0]?.error).toMatchObject({ message: expect.stringMatching(message) });
    });
  });

  test.each(["babbling", "hangingUp"] as const)("a server that speaks no HTTP: %s", async (name) => {
    await using world = await open();
    await world.run(app, async () => {
      expect((await world.fetch(await babblers[name].getWebUrl())).status).toBe(500);
      expect(world.calls(babblers[name])[0]?.inputs[0]?.status).toBe("FAILURE");
    });
  });
});

test("the same seed gives the same log, for any number of threads", async () => {
  const logs = await Promise.all(
    [0, 1, 2].map(async (threads) => {
      await using world = await Emulator.start({ threads, seed: 5 });
      await world.run(app, async () => {
        const [one, two] = [await plain.getWebUrl(), await several.getWebUrl()];
        const paths = [`${one}/half-hour`, `${one}/close`, `${two}/half-hour`, `${one}/moved`, `${two}/half-hour`, one];
        await Promise.all(paths.map(async (path) => (await world.fetch(path)).text()));
      });
      return [...world.events].map((event) => JSON.stringify(event)).join("\n");
    }),
  );
  expect(new Set(logs).size).toBe(1);
});
