// Modal: docs/modal/web-endpoints.md#requests
import net from "node:net";
import { describe, expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, byH3, byHooks, byPort, byServer, refuses } from "./apps/working-sockets.js";

const KINDS = [
  ["hooks", byHooks],
  ["h3", byH3],
  ["a server of Node's kind", byServer],
  ["a server on a port", byPort],
] as const;
const START = Date.parse("2026-01-01T00:00:00Z");

describe.each([0, 1])("threads: %i", (threads) => {
  test.each(KINDS)("the code of WebSockets calls, stores and sees what its container does: %s", async (_, fn) => {
    const talk = async (seed: number): Promise<unknown[]> => {
      await using world = await Emulator.start({ threads, seed });
      return await world.run(app, async () => {
        await using socket = world.websocket(`${await fn.getWebUrl()}/talk`);
        socket.send("tea");
        return [await socket.receive(), await socket.receive(), [...world.events]];
      });
    };
    const [welcome, answer, events] = await talk(1);
    expect(welcome).toBe("WELCOME in-");
    expect(answer).toMatch(new RegExp(`^TEA tea ${START + 1000} 0\\.`));
    expect(await talk(1)).toEqual([welcome, answer, events]);
    expect(await talk(2)).not.toContain(answer);
  });

  test.each(
    KINDS.flatMap(([kind, fn]) =>
      ["throw", "throw later", "throw in a timer"].map((text) => [kind, text, fn] as const),
    ),
  )("what nobody catches there ends the container, and nothing else: %s, %s", async (_, text, fn) => {
    await using world = await Emulator.start({ threads, seed: 1 });
    await world.run(app, async () => {
      const url = await fn.getWebUrl();
      const socket = world.websocket(`${url}/talk`);
      await socket.receive();
      socket.send(text);
      await expect(socket.receive()).rejects.toThrow(/at once|later|in a timer/);
      expect(await (await world.fetch(url)).text()).toBe("alive");
    });
  });

  test("a refusal has the world's date", async () => {
    await using world = await Emulator.start({ threads, seed: 1 });
    await world.run(app, async () => {
      await using server = await world.serve();
      const { port } = new URL(server.urlOf(refuses));
      const socket = net.connect(Number(port), "127.0.0.1");
      const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
      socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`);
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).toString()).toContain("Date: Thu, 01 Jan 2026 00:00:00 GMT");
    });
  });
});
