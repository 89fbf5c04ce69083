import { expect, describe, test } from "vitest";
import { UnimplementedError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";
import { app, asks, forks, keeps, logs, peeks, pipes, speaks, talks, twins, WAYS } from "./apps/own-servers.js";

/** A port of the machine would hold time for longer. */
const realIoLimitMs = 2000;

describe.each([0, 1])("threads: %i", (threads) => {
  const open = (): Promise<Emulator> => Emulator.start({ threads, realIoLimitMs, seed: 1 });

  test.each(Object.keys(WAYS))("a container reaches a server of its own, in virtual time: %s", async (way) => {
    await using world = await open();
    await world.run(app, async () => {
      const { answer, hours } = await asks.remote(way);
      expect(answer).toEqual(WAYS[way]?.expected);
      expect(Math.floor(hours)).toBe(way === "one connection at a time" ? 3 : way.includes("in time") ? 2 : 1);
    });
  });

  test("a server says of itself what it would with a socket", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const inUse = (address: string) => [
        "EADDRINUSE",
        "listen",
        8000,
        `listen EADDRINUSE: address already in use ${address}:8000`,
      ];
      expect(await speaks.remote()).toEqual([
        false,
        null,
        true,
        "listening",
        { address: "::", family: "IPv6", port: 8000 },
        "ERR_SERVER_ALREADY_LISTEN",
        inUse("127.0.0.1"),
        inUse("::"),
        inUse("0.0.0.0"),
        { address: "127.0.0.1", family: "IPv4", port: 32_768 },
        { address: "127.0.0.1", family: "IPv4", port: 32_769 },
        0,
        1,
        ["127.0.0.1", 8000, "127.0.0.1", "open", false],
        false,
        null,
        "ECONNREFUSED",
        "x",
      ]);
    });
  });

  test("two containers listen on the same port, and neither reaches the other's", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const [one, two] = await Promise.all([twins.remote("one"), twins.remote("two")]);
      expect(one).toEqual(["own /one/1", "own /one/2", "own /one/3", "own /one"]);
      expect(two).toEqual(["own /two/1", "own /two/2", "own /two/3", "own /two"]);
      expect(world.containers(twins)).toHaveLength(2);
    });
  });

  test("other containers do not reach it", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const [code] = await Promise.all([peeks.remote(), keeps.remote()]);
      expect(code).toBe("ECONNREFUSED");
    });
  });

  test("ends of a connection behave as sockets do", async () => {
    await using world = await open();
    await world.run(app, async () => {
      expect(await talks.remote()).toEqual({
        "is read": "onezweitres",
        "half open": "answered after the end",
        bytes: [11, 22, 11],
        "is held back": true,
        "goes on": expect.any(Number),
        "after the other is gone": "EPIPE",
        "server hears": "ECONNRESET",
        "is idle": 3_600_000,
        "too many": true,
      });
    });
  });

  test("a handler writes to the log of the input that asks", async () => {
    await using world = await open();
    await world.run(app, async () => {
      const ids = await Promise.all([logs.remote("one"), logs.remote("two")]);
      const lines = world.events.of("log").map(({ input, text }) => [input, text]);
      expect(lines.toSorted()).toEqual(
        [
          [ids[0], "asked for /one"],
          [ids[1], "asked for /two"],
        ].toSorted(),
      );
    });
  });

  test("pipes are real, and a cluster is refused", async () => {
    await using world = await open();
    await world.run(app, async () => {
      expect(await pipes.remote()).toBe("piped");
      await expectRejection(() => forks.remote(), UnimplementedError, "cluster.fork", "Listen without a cluster");
    });
  });
});

test("the same seed gives the same log, for any number of threads", async () => {
  const logged = await Promise.all(
    [0, 1, 2].map(async (threads) => {
      await using world = await Emulator.start({ threads, realIoLimitMs, seed: 3 });
      await world.run(app, async () => {
        await Promise.all([
          ...Object.keys(WAYS).map((way) => asks.remote(way)),
          speaks.remote(),
          talks.remote(),
          twins.remote("x"),
          twins.remote("y"),
        ]);
      });
      return [...world.events].map((event) => JSON.stringify(event)).join("\n");
    }),
  );
  expect(new Set(logged).size).toBe(1);
});
