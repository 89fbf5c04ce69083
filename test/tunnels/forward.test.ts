// Modal: docs/modal/secrets-proxies-workspaces.md#tunnels
import { expect, test } from "vitest";
import { ExecutionError, forward, InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { addresses, again, app, asks, chats, creates, done, serves, twice } from "./app.js";

test.for([0, 1, 2])(
  "a server of a container is reached from the test and from containers, %i threads",
  async (threads) => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const call = await serves.spawn(8000);
      const url = await addresses.get();
      expect(url).toMatch(/^https:\/\/[0-9a-z]+\.modal\.host$/);
      const response = await world.fetch(`${url}/a?b=1`, { method: "POST", body: "hello" });
      const seen = { method: "POST", url: "/a?b=1", host: new URL(url).host, proto: "https", body: "hello" };
      expect(await response.json()).toEqual(seen);
      expect(response.url).toBe(`${url}/a?b=1`);
      const { status, text } = await asks.remote(`${url}/c`);
      expect([status, JSON.parse(text)]).toEqual([200, { ...seen, method: "GET", url: "/c", body: "" }]);
      await done.put("enough");
      expect(await call.get()).toBe("closed");
      const gone = await world.fetch(url);
      expect([gone.status, await gone.text()]).toEqual([502, expect.stringContaining("nothing answers")]);
      expect(world.events.of("tunnel.opened")).toHaveLength(1);
      expect(world.events.of("tunnel.closed")).toHaveLength(1);
    });
  },
);

test.for([0, 1])("WebSockets end with their container, whoever waits for them, %i threads", async (threads) => {
  await using world = await Emulator.start({ threads });
  await world.run(app, async () => {
    const call = await chats.spawn(8000);
    const url = ((await addresses.get()) ?? "").replace("https", "wss");
    const [talking, quiet] = [world.websocket(url), world.websocket(url)];
    for (const word of ["one", "two"]) {
      talking.send(word);
      expect(await talking.receive()).toBe(`got ${word}`);
    }
    quiet.send("hello");
    expect(await quiet.receive()).toBe("got hello");
    const closed = new Promise<number>((resolve) => {
      quiet.addEventListener("close", (event) => resolve((event as CloseEvent).code));
    });
    talking.send("leave");
    await expectRejection(() => talking.receive(), Error, "The container behind this tunnel is gone");
    expect(await closed).toBe(1006);
    await expectRejection(() => call.get(), ExecutionError, "process.exit(3)");
  });
});

test("nothing behind a tunnel, or no such tunnel, is a 502", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.run(app, async () => {
    const [url = ""] = await again.remote(8000);
    expect((await world.fetch(url)).status).toBe(502);
    expect((await world.fetch("https://never-was.modal.host/")).status).toBe(502);
    expect(await asks.remote("https://never-was.modal.host/")).toMatchObject({ status: 502 });
  });
});

test("a port has one tunnel at a time, each with an address of its own", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.run(app, async () => {
    await expectRejection(() => twice.remote(8000), InvalidError, "Port 8000 is already forwarded");
    const urls = await again.remote(8000);
    expect(new Set(urls).size).toBe(2);
  });
});

test("an unencrypted one has a TCP socket as well", async () => {
  await using world = await Emulator.start({ threads: 0 });
  const { tls, tcp } = await world.run(app, () => creates.remote(9000));
  expect(tls).toEqual([expect.stringMatching(/\.modal\.host$/), 443]);
  expect(tcp).toEqual([expect.stringMatching(/\.modal\.host$/), expect.any(Number)]);
});

test("it is for containers, and for ports that there are", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.within(async () => {
    await expectRejection(() => forward(8000), InvalidError, "only be forwarded from inside a container");
    await expectRejection(() => forward(1.5), InvalidError, "must be an integer");
    await expectRejection(() => forward(70_000), InvalidError, "from 1 to 65535");
    await expectRejection(() => forward(80, { h2Enabled: true, unencrypted: true }), InvalidError, "both");
  });
});

test("the same happens with any number of threads", async () => {
  const logs = await Promise.all(
    [0, 1, 2].map(async (threads) => {
      await using world = await Emulator.start({ threads, seed: 3 });
      await world.run(app, async () => {
        const calls = [await serves.spawn(8000), await serves.spawn(8000)];
        const urls = [await addresses.get(), await addresses.get()];
        await Promise.all(urls.map((url) => world.fetch(url)));
        await done.put("enough");
        await done.put("enough");
        for (const call of calls) await call.get();
      });
      return [...world.events];
    }),
  );
  expect(logs[1]).toEqual(logs[0]);
  expect(logs[2]).toEqual(logs[0]);
});

test("what is behind a tunnel is reached by `fetch` of the test, and at a port of this machine", async () => {
  await using world = await Emulator.start({ threads: 1 });
  await world.run(app, async () => {
    const call = await serves.spawn(8000);
    const url = (await addresses.get()) ?? "";
    const { host } = new URL(url);
    expect(await (await fetch(`${url}/a`)).json()).toMatchObject({ url: "/a", host, proto: "https" });
    await using server = await world.serve();
    const local = await server.tunnelUrl({ host });
    expect(local).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${local}/b`)).json()).toMatchObject({ url: "/b" });
    await expectRejection(() => server.tunnelUrl({ host: "never-was.modal.host" }), InvalidError, "no tunnel");
    await done.put("enough");
    await call.get();
    expect((await fetch(`${local}/b`)).status).toBe(502);
  });
});
