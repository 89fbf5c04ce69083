// Modal: docs/modal/web-endpoints.md#requests
import { describe, expect, test } from "vitest";
import { InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectError } from "../support/expect-error.js";
import { app, closes, hooks, node, silent, viaH3 } from "./apps/sockets.js";

describe.each([0, 1])("threads: %i", (threads) => {
  const open = (): Promise<Emulator> => Emulator.start({ threads, seed: 1 });

  test.each([
    ["hooks", hooks],
    ["a server of Node's kind", node],
    ["an app of h3's", viaH3],
  ])("text and bytes go both ways: %s", async (_, fn) => {
    await using world = await open();
    await world.run(app, async () => {
      await using socket = world.websocket(await fn.getWebUrl());
      expect(socket.readyState).toBe(0);
      expect(await socket.receive()).toBe("welcome");
      expect(socket.readyState).toBe(1);
      socket.send("hello");
      expect(await socket.receive()).toBe("hello");
      socket.send(Uint8Array.of(1, 2, 3));
      expect(await socket.receive()).toEqual(Uint8Array.of(1, 2, 3).buffer);
      socket.send("");
      expect(await socket.receive()).toBe("");
      socket.send("x".repeat(3_000_000));
      expect(await socket.receive()).toHaveLength(3_000_000);
    });
  });

  test("messages that come later let virtual time pass for `receive` and iterating", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const socket = world.websocket(await hooks.getWebUrl());
      socket.send("later");
      expect(await socket.receive()).toBe("welcome");
      const began = world.clock.now();
      expect(await socket.receive()).toBe("an hour later");
      expect(world.clock.now() - began).toBe(3_600_000);
      socket.send("bye");
      const rest: unknown[] = [];
      for await (const message of socket) rest.push(message);
      expect(rest).toEqual(["bye"]);
      expect(socket.readyState).toBe(3);
    });
  });

  test("listeners hear what comes, and no time passes for them", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const socket = world.websocket(await hooks.getWebUrl());
      const heard: string[] = [];
      const echoed = new Promise<void>((resolve) => {
        socket.addEventListener("open", () => heard.push("open"));
        socket.addEventListener("message", (event) => {
          heard.push(String((event as MessageEvent).data));
          if (heard.at(-1) === "again") resolve();
        });
        socket.addEventListener("close", (event) => heard.push(`close ${(event as CloseEvent).code}`));
      });
      socket.send("later");
      socket.send("again");
      const began = world.clock.now();
      await echoed;
      expect(world.clock.now()).toBe(began);
      expect(heard).toEqual(["open", "welcome", "again"]);
      await world.clock.advance({ hours: 2 });
      socket.close(3001, "enough");
      await world.clock.advance(1);
      expect(heard.slice(3)).toEqual(["an hour later", "close 3001"]);
    });
    expect([...world.logs].map(({ message }) => message)).toEqual(["closed 3001 enough"]);
  });

  test("protocols and headers reach the app, which chooses", async () => {
    await using world = await open();
    await world.run(app, async () => {
      await using socket = world.websocket(`${await node.getWebUrl()}/whoami`, ["v1", "v2"], {
        headers: { cookie: "user=Ann" },
      });
      expect(await socket.receive()).toBe("welcome");
      expect(await socket.receive()).toBe("/whoami user=Ann v1,v2");
      expect(socket.protocol).toBe("v2");
    });
  });

  test("several may wait for messages of one: each gets one, in order", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const socket = world.websocket(await hooks.getWebUrl());
      await socket.receive();
      const waiting = [socket.receive(), socket.receive(), socket.receive()];
      for (const text of ["a", "later", "b"]) socket.send(text);
      expect(await Promise.all(waiting)).toEqual(["a", "b", "an hour later"]);
      const left = [socket.receive(), socket.receive()];
      await socket[Symbol.asyncDispose]();
      expect(await Promise.all(left)).toEqual([undefined, undefined]);
    });
  });

  test("the app may close, with code and reason", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const socket = world.websocket((await closes.getWebUrl()).replace("https:", "wss:"));
      const closed = new Promise<CloseEvent>((resolve) =>
        socket.addEventListener("close", (event) => resolve(event as CloseEvent)),
      );
      expect(await socket.receive()).toBeUndefined();
      const { code, reason, wasClean } = await closed;
      expect({ code, reason, wasClean }).toEqual({ code: 4000, reason: "not today", wasClean: true });
    });
  });

  test("an app without WebSockets answers the request, and nothing opens", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const socket = world.websocket(await silent.getWebUrl());
      await expect(socket.opened).rejects.toThrow("was refused with status 426");
      await expect(socket.receive()).rejects.toThrow("426");
      expect(socket.readyState).toBe(3);
      expectError(() => socket.send("x"), InvalidError, "is closed");
    });
  });
});

test("what cannot be sent, or closed with, is refused", async () => {
  await using world = await Emulator.start();
  await world.run(app, async () => {
    await using socket = world.websocket(await hooks.getWebUrl());
    expectError(() => socket.send(7 as never), InvalidError, "texts and bytes");
    expectError(() => socket.close(1001), InvalidError, "1000 or one from 3000 to 4999", "1001");
    expectError(() => socket.close(3000, "x".repeat(124)), InvalidError, "123 bytes");
    for (const wrong of ["", "a b", ["v1", "v1"], ["a,b"]])
      expectError(() => world.websocket("/", wrong), InvalidError, "protocols are names");
    expectError(() => world.websocket("/", [], { header: {} } as never), InvalidError, '"headers"');
  });
});
