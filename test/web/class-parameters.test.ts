// Modal: docs/modal/web-endpoints.md#requests
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Emulator } from "modal-emulator/emulator";
import { app, Desk, Tea } from "./apps/parameters.js";

describe.each([0, 1])("threads: %i", (threads) => {
  const open = (): Promise<Emulator> => Emulator.start({ threads, seed: 1 });
  const green = { kind: "green" };

  test.each([
    ["?kind=green", "1 hot green here none"],
    ["?kind=green&cups=3&hot=no&where=there&key=k", "3 cold green there k"],
    ["?cups=%2B3&kind=a&kind=b%20c&hot=1&other=7", "3 hot b c here none"],
    ["?kind=&cups=-2&key=%C3%A9", "-2 hot  here é"],
  ])("the query says which instance answers: %s", async (query, made) => {
    await using world = await open();
    await world.run(app, async () => {
      const tea = new Tea(green);
      const order = await world.fetch(`${await tea.order.getWebUrl()}/${query}&count=2`);
      expect(await order.json()).toEqual({ made, count: 2, asked: 1 });
      expect(await (await world.fetch(`${await tea.page.getWebUrl()}/a${query}`)).text()).toBe(`${made} /a 2`);
      expect(await (await world.fetch(`${await tea.node.getWebUrl()}/b${query}`)).text()).toBe(`${made} /b${query} 3`);
      await using socket = world.websocket(`${await tea.page.getWebUrl()}${query}`);
      expect(await socket.receive()).toBe(made);
    });
    expect(world.events.of("container.created")).toHaveLength(1);
  });

  test("equal values share containers, also with those who make the instance; others have their own", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await new Tea(green).page.getWebUrl();
      expect(await new Tea({ ...green, cups: 2 }).called.remote()).toBe("2 hot green here none 1");
      expect(await (await world.fetch(`${url}/?kind=green&cups=2`)).text()).toBe("2 hot green here none / 2");
      expect(await (await world.fetch(`${url}/?cups=2&hot=true&kind=green`)).text()).toBe("2 hot green here none / 3");
      expect(await (await world.fetch(`${url}/?kind=black&cups=2`)).text()).toBe("2 hot black here none / 1");
      expect(await (await world.fetch(await new Desk({ size: 3 }).server.getWebUrl())).text()).toBe("desk of 1");
      expect(await (await world.fetch(`${await new Desk().server.getWebUrl()}?size=3`)).text()).toBe("desk of 3");
    });
    expect(world.events.of("container.created")).toHaveLength(4);
  });

  test("what is missing or does not fit is refused, before any container starts", async () => {
    await using world = await open();
    await world.run(app, async () => {
      for (const member of ["order", "page", "node"] as const) {
        const url = await new Tea(green)[member].getWebUrl();
        const refused = await world.fetch(`${url}/x?cups=two&hot=maybe&count=x`, { method: "POST", body: "x" });
        expect([refused.status, refused.headers.get("content-type")]).toEqual([422, "application/json"]);
        const { detail } = (await refused.json()) as { detail: object[] };
        expect(detail).toEqual([
          { type: "missing", loc: ["query", "kind"], msg: "Field required", input: null },
          expect.objectContaining({ type: "int_parsing", loc: ["query", "cups"], input: "two" }),
          expect.objectContaining({ type: "bool_parsing", loc: ["query", "hot"], input: "maybe" }),
        ]);
        const large = await world.fetch(`${url}?kind=a&cups=99999999999999999999`);
        expect(await large.json()).toMatchObject({ detail: [{ type: "int_parsing_size", loc: ["query", "cups"] }] });
        await expect(world.websocket(`${url}?cups=1`).opened).rejects.toThrow("refused with status 422");
      }
    });
    expect(world.events.of("container.created")).toEqual([]);
  });

  test("the same over connections, after a redeploy, and for `toHaveServed`", async () => {
    await using world = await open();
    await world.deploy(app);
    await using server = await world.serve();
    await world.deploy(app);
    await world.within(async () => {
      const tea = new Tea(green);
      expect(await tea.page.getWebUrl()).toBe(new Tea(green).page.webUrl);
      const url = server.urlOf(tea.page);
      expect(await (await fetch(`${url}/a?kind=green`)).text()).toBe("1 hot green here none /a 1");
      expect((await fetch(`${url}/a`)).status).toBe(422);
      const socket = new WebSocket(`${url.replace("http", "ws")}/?kind=black`);
      const welcome = await new Promise(
        (resolve) => void socket.once("message", (data: Buffer) => resolve(data.toString())),
      );
      expect(welcome).toBe("1 hot black here none");
      socket.terminate();
      expect(world.events.of("web.response")[0]).toMatchObject({ function: "Tea.page", path: "/a", status: 200 });
      expect(world.calls(tea.page)).toHaveLength(1);
    });
  });
});
