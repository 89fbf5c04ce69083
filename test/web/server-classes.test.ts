// Modal: docs/modal/function-options.md#servers
import http from "node:http";
import { describe, expect } from "vitest";
import {
  App,
  asgiApp,
  batched,
  concurrent,
  enter,
  exit,
  InvalidError,
  method,
  parameter,
  Server,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../support/expect-error.js";

const app = new App("server-classes");

const Site = app.server(
  { unauthenticated: true, minContainers: 1 },
  class Site {
    #asked = 0;
    server = http.createServer((request, response) => void response.end(`${request.url} ${++this.#asked}`));
    load = enter(() => void this.server.listen(8000));
    close = exit(() => {
      console.log(`closed after ${this.#asked}`);
    });
  },
);
const Vault = app.server(
  { name: "vault", port: 9000, targetConcurrency: 2 },
  class Vault {
    load = enter(() => {
      http.createServer((_, response) => void setTimeout(() => response.end("gold"), 10_000)).listen(9000);
    });
  },
);
const Deaf = app.server(
  { unauthenticated: true, startupTimeoutMs: 2000 },
  class Deaf {
    load = enter(() => undefined);
  },
);

describe.each([0, 1])("threads: %i", (threads) => {
  test("requests go to the port that its hooks open, several at once in one container", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      expect(Site.name).toBe("Site");
      expect(Site.webUrl).toBe("https://emulator--server-classes-site-dev.modal.run");
      const url = await Site.getUrl();
      const answers = await Promise.all(["/a", "/b"].map(async (path) => (await world.fetch(`${url}${path}`)).text()));
      expect(answers.toSorted()).toEqual(["/a 1", "/b 2"]);
      expect(world.events.of("container.created").filter(({ function: name }) => name === "Site")).toHaveLength(1);
    });
    expect([...world.logs].map(({ message }) => message)).toEqual(["closed after 2"]);
  });
});

test("requests need a proxy token unless it says otherwise; more containers start above the target", async ({
  world,
}) => {
  await world.run(app, async () => {
    const url = await Vault.getUrl();
    expect(url).toBe("https://emulator--server-classes-vault-dev.modal.run");
    expect((await world.fetch(url)).status).toBe(401);
    const { key, secret } = world.proxyTokens.create();
    const headers = { "modal-key": key, "modal-secret": secret };
    const asked = Array.from({ length: 6 }, async () => (await world.fetch(url, { headers })).text());
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["gold"]));
    expect(world.events.of("container.created").filter(({ function: name }) => name === "vault")).toHaveLength(3);
  });
});

test("one that listens too late cannot start", async ({ world }) => {
  await world.run(app, async () => {
    expect((await world.fetch(await Deaf.getUrl())).status).toBe(500);
  });
});

test("a deployed one is found by its name, and its autoscaler can be changed", async ({ world }) => {
  await world.deploy(app);
  await world.within(async () => {
    const found = await Server.fromName("server-classes", "Site").hydrate();
    expect(await found.getUrl()).toBe("https://emulator--server-classes-site.modal.run");
    expect(await found.updateAutoscaler({ minContainers: 2 })).toMatchObject({ minContainers: 2 });
    await expectRejection(
      () => found.updateAutoscaler({ targetConcurrency: 3 } as never),
      InvalidError,
      "targetConcurrency",
    );
    await expect(Server.fromName("server-classes", "Nobody").hydrate()).rejects.toThrow('"Nobody"');
  });
});

describe("what is refused", () => {
  const bad = new App("bad", { module: import.meta.url });
  const load = () => enter(() => {});

  test.for<[what: string, define: () => unknown, ...fragments: string[]]>([
    ["no `enter` hook", () => bad.server(class Bare {}), "`Bare`", "`enter`"],
    [
      "a method",
      () =>
        bad.server(
          class A {
            load = load();
            m = method(() => 1);
          },
        ),
      "no methods",
      "`m`",
    ],
    [
      "a web method",
      () =>
        bad.server(
          class A {
            load = load();
            w = asgiApp(() => () => new Response());
          },
        ),
      "`w`",
    ],
    [
      "a batched method",
      () =>
        bad.server(
          class A {
            load = load();
            b = batched(2, async (n: number[]) => n);
          },
        ),
      "batched",
    ],
    [
      "a parameter",
      () =>
        bad.server(
          class A {
            load = load();
            p = parameter({ default: 1 });
          },
        ),
      "parameters",
    ],
    [
      "a constructor",
      () =>
        bad.server(
          class A {
            load = load();
            constructor(n: number) {
              void n;
            }
          },
        ),
      "constructor",
    ],
    [
      "concurrency",
      () =>
        bad.server(
          concurrent(
            { maxInputs: 2 },
            class A {
              load = load();
            },
          ),
        ),
      "concurrent",
    ],
    [
      "a port that is none",
      () =>
        bad.server(
          { port: 0 },
          class A {
            load = load();
          },
        ),
      '"port"',
      "65535",
    ],
    [
      "retries",
      () =>
        bad.server(
          { retries: 1 } as never,
          class A {
            load = load();
          },
        ),
      '"retries"',
    ],
    [
      "a time limit",
      () =>
        bad.server(
          { timeoutMs: 1000 } as never,
          class A {
            load = load();
          },
        ),
      '"timeoutMs"',
    ],
    [
      "a target that is none",
      () =>
        bad.server(
          { targetConcurrency: Number.NaN },
          class A {
            load = load();
          },
        ),
      "NaN",
    ],
    [
      "a target of 0",
      () =>
        bad.server(
          { targetConcurrency: 0 },
          class A {
            load = load();
          },
        ),
      "not emulated",
    ],
  ])("%s", ([, define, ...fragments]) => {
    expectError(define, InvalidError, ...fragments);
  });

  test("no class", () => {
    expectError(() => bad.server({}, (() => 1) as never), TypeError, "app.server takes a class");
  });
});
