import { describe, expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { another, app, ends, Model, node, other } from "./apps/child-servers.js";

describe.each([0, 1])("threads: %i", (threads) => {
  const open = (realIoLimitMs = 20_000): Promise<Emulator> =>
    Emulator.start({ threads, realIoLimitMs, seed: 1, maxStartFailures: 1 });

  test("a program of Node listens in its container's stead, in two at once, and requests hold time", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await node.getWebUrl();
      const began = world.clock.now();
      expect(await (await world.fetch(`${url}/a`, { method: "POST", body: "x".repeat(3_000_000) })).text()).toBe(
        "POST /a 3000000 own",
      );
      expect(await (await world.fetch(`${url}/steps`)).text()).toBe("one two");
      await Promise.all(Array.from({ length: 10 }, async () => (await world.fetch(`${url}/b`)).text()));
      expect(world.clock.now()).toBe(began);
      expect(world.containers(node).length).toBeGreaterThan(1);
      await world.clock.advance({ hours: 1 }); // which it does not hold
    });
    const told = world.events.of("world.nondeterministic");
    expect(told.length).toBe(world.events.of("container.started").length);
    expect(told[0]?.reason).toBe("the server of `node` is a child process");
    expect(world.events.of("log").some(({ text }) => text === "listening on 8000")).toBe(true);
  });

  test("it may be started by `enter`", async () => {
    await using world = await open();
    await world.run(app, async () => {
      expect(await (await world.fetch(await new Model().page.getWebUrl())).text()).toBe("GET / 0 entered");
    });
  });

  test("when the program ends, its container takes nothing more", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const url = await node.getWebUrl();
      expect(await (await world.fetch(`${url}/end`)).text()).toBe("ended");
      await world.clock.advance(1000);
      expect(await (await world.fetch(`${url}/a`)).text()).toBe("GET /a 0 own");
    });
  });

  test("a request that is not answered ends its container", async () => {
    await using world = await open(6000);
    await world.run(app, async () => {
      expect((await world.fetch(`${await node.getWebUrl()}/hang`)).status).toBe(500);
      expect(world.calls(node)[0]?.inputs[0]?.error).toMatchObject({
        message: expect.stringMatching(/Real I\/O \(a request to a server in a child process\) took longer/),
      });
    });
  });

  test("other programs bind their port themselves: one container at a time", async () => {
    await using world = await open();
    await world.run(app, async () => {
      expect((await world.fetch(await other.getWebUrl())).status).toBe(200);
      expect((await world.fetch(await another.getWebUrl())).status).toBe(500);
      expect(world.calls(another)[0]?.inputs[0]?.error).toMatchObject({
        message: expect.stringMatching(
          /^Web function `another` cannot start: Port \d+ of this machine is taken, perhaps by another container/,
        ),
      });
      expect((await world.fetch(await other.getWebUrl())).status).toBe(200);
    });
  });

  test("a program that ends instead", async () => {
    await using world = await open();
    await world.run(app, async () => {
      expect((await world.fetch(await ends.getWebUrl())).status).toBe(500);
      expect(world.calls(ends)[0]?.inputs[0]?.error).toMatchObject({
        message: expect.stringMatching(
          /^Web function `ends` did not listen on port 8000 within 5 s .* The program that its function has started has ended, with code \d+\.$/,
        ),
      });
    });
  });
});
