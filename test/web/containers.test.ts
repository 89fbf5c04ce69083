// Modal: docs/modal/web-endpoints.md#requests
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { App, asgiApp, concurrent, enter, wsgiApp } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";

const app = new App("web-containers");

/** Takes as long as its path says. */
const nap = app.function(
  { timeoutMs: 100_000, scaledownWindowMs: 60_000 },
  asgiApp(function nap() {
    return async (request) => {
      const ms = Number(new URL(request.url).pathname.slice(1));
      console.log(`napping ${ms}`);
      await sleep(ms);
      return new Response(`napped ${ms}`);
    };
  }),
);
const many = app.function(
  { maxContainers: 1 },
  concurrent(
    { maxInputs: 10 },
    asgiApp(function many() {
      let open = 0;
      return async () => {
        const now = ++open;
        await sleep(1000);
        return new Response(String(now));
      };
    }),
  ),
);
const stubborn = app.function(
  { timeoutMs: 5000 },
  wsgiApp(function stubborn() {
    return async (request, response) => {
      if (request.url === "/late") response.write("begun");
      await sleep(60_000);
      response.end("over");
    };
  }),
);
const crashes = app.function(
  {},
  asgiApp(function crashes() {
    return (request) => {
      if (request.url.endsWith("/early")) process.kill(process.pid, "SIGKILL");
      return new Response(
        new ReadableStream({
          async start(controller) {
            controller.enqueue(new TextEncoder().encode("some"));
            await sleep(1000);
            process.kill(process.pid, "SIGKILL");
          },
        }),
      );
    };
  }),
);
const Failing = app.cls(
  {},
  class Failing {
    load = enter(() => {
      throw new RangeError("no model");
    });
    page = asgiApp(() => () => new Response("never"));
  },
);
const none = app.function(
  {},
  asgiApp(function none() {
    return undefined as never;
  }),
);

const status = async (response: Promise<Response>): Promise<string> => {
  const { status: code, text } = await response.then(async (r) => ({ status: r.status, text: await r.text() }));
  return `${code} ${text}`;
};

test("one request at a time in each container, with a cold start for the first", async () => {
  await using world = await Emulator.start({ coldStartMs: 1000 });
  await world.run(app, async () => {
    const url = await nap.getWebUrl();
    const began = world.clock.now();
    await Promise.all([world.fetch(`${url}/1000`), world.fetch(`${url}/1000`)]);
    expect(world.containers(nap)).toHaveLength(2);
    expect(world.clock.now() - began).toBe(2000);
    await world.fetch(`${url}/500`);
    expect(world.containers(nap)).toHaveLength(2);
    expect(world.clock.now() - began).toBe(2500);
    await world.clock.advance({ minutes: 5 });
    expect(world.containers(nap).every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
  });
  expect(world.bill(nap).total.total).toBeGreaterThan(0);
});

test("several at once where `concurrent` says so", async ({ world }) => {
  await world.run(app, async () => {
    const url = await many.getWebUrl();
    const began = world.clock.now();
    const answers = await Promise.all(Array.from({ length: 10 }, () => status(world.fetch(url))));
    expect(answers.toSorted()).toEqual(["200 1", "200 10", ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `200 ${n}`)]);
    expect(world.clock.now() - began).toBe(1000);
  });
});

describe("what ends a request", () => {
  test("its time limit, before and after the head", async ({ world }) => {
    await world.run(app, async () => {
      const url = await stubborn.getWebUrl();
      expect(await status(world.fetch(`${url}/early`))).toBe("504 modal-http: the function call has hit its timeout");
      const late = await world.fetch(`${url}/late`);
      expect(late.status).toBe(200);
      await expect(late.text()).rejects.toThrow("terminated");
    });
    expect(world.calls(stubborn).map(({ inputs }) => inputs[0]?.status)).toEqual(["TIMEOUT", "TIMEOUT"]);
  });

  test("the end of its app", async ({ world }) => {
    const running = await world.within(() => app.run());
    const url = await world.within(() => nap.getWebUrl());
    const asked = status(world.fetch(`${url}/50000`));
    await world.clock.advance(10_000);
    await running.stop();
    expect(await asked).toBe("502 modal-http: the function call was cancelled");
  });

  test("a container that cannot start, or makes no app", async ({ world }) => {
    await world.run(app, async () => {
      const page = await new Failing().page.getWebUrl();
      expect(await status(world.fetch(page))).toBe("500 modal-http: the container could not start");
      expect(await status(world.fetch(await none.getWebUrl()))).toBe("500 modal-http: the container could not start");
    });
    expect(world.calls(none)[0]?.inputs[0]?.error).toMatchObject({
      message: expect.stringMatching(/^Web function `none` made no app: .*it returned undefined\./),
    });
  });
});

test("a request whose container is lost runs again, unless there is an answer", async ({ world }) => {
  world.faults.crash(nap, { attempts: 1, afterMs: 500 });
  await world.run(app, async () => {
    const url = await nap.getWebUrl();
    expect(await status(world.fetch(`${url}/1000`))).toBe("200 napped 1000");
    expect(world.calls(nap)[0]?.inputs[0]?.attempts).toBe(2);
    const late = await world.fetch(`${await crashes.getWebUrl()}/late`);
    await expect(late.text()).rejects.toThrow("terminated");
    expect(world.calls(crashes)[0]?.inputs[0]).toMatchObject({ attempts: 1, status: "INTERNAL_FAILURE" });
    expect(await status(world.fetch(`${await crashes.getWebUrl()}/early`))).toBe(
      "502 modal-http: the container was lost",
    );
  });
  expect([...world.logs].filter(({ message }) => message === "napping 1000")).toHaveLength(2);
});

test("what was sent so far is sent again to another container", async ({ world }) => {
  world.faults.crash("web-containers/lengths", { attempts: 1, afterMs: 1500 });
  await world.run(lengths, async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const asked = world.fetch("/", { method: "POST", body: readable, duplex: "half" });
    for (const size of [10, 20, 30]) {
      await writer.write(new Uint8Array(size));
      await world.clock.advance(1000);
    }
    await writer.close();
    expect(await (await asked).text()).toBe("60");
    expect(world.calls()[0]?.inputs[0]?.attempts).toBe(2);
  });
});
const lengths = new App("web-containers", { module: import.meta.url });
lengths.function(
  { name: "lengths", isolation: "inline" },
  asgiApp(() => async (request: Request) => new Response(String((await request.arrayBuffer()).byteLength))),
);

test("faults hit requests, and mocks are none of them", async ({ world }) => {
  world.faults.fail(nap, { times: 1 });
  world.faults.delay(nap, { delayMs: 3000, calls: 2 });
  await world.run(app, async () => {
    const url = await nap.getWebUrl();
    expect(await status(world.fetch(`${url}/1`))).toBe("500 Internal Server Error");
    const began = world.clock.now();
    expect(await status(world.fetch(`${url}/1`))).toBe("200 napped 1");
    expect(world.clock.now() - began).toBe(3001);
  });
});

test("the same seed gives the same log, for any number of threads", async () => {
  const logs = await Promise.all(
    [0, 1, 2, 4].map(async (threads) => {
      await using world = await Emulator.start({ threads, seed: 7 });
      await world.run(app, async () => {
        const [url, other] = [await nap.getWebUrl(), await many.getWebUrl()];
        const asked = Array.from({ length: 12 }, (_, n) => world.fetch(n % 3 ? `${url}/${n * 100}` : other));
        await Promise.all(asked.map(async (response) => (await response).text()));
      });
      return [...world.events].map((event) => JSON.stringify(event)).join("\n");
    }),
  );
  expect(new Set(logs).size).toBe(1);
});
