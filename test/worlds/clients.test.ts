import { expect, test } from "vitest";
import { ClientConnection } from "../../src/emulator/host/client-connection.js";
import { parseWorldOptions } from "../../src/emulator/world/world-options.js";
import { composeWorld } from "../../src/emulator/world/world-parts.js";

const queue = { object: { kind: "named", name: "jobs", createIfMissing: true } } as const;
const put = (...items: string[]) => ({ ...queue, items });
const get = { ...queue, n: 1 };

/** A world with its host and a further client. */
function open() {
  const { kernel, rounds, host, lanes } = composeWorld(parseWorldOptions({ threads: 0, seed: 3 }));
  const client = new ClientConnection();
  const ordinal = kernel.clients.connect(client);
  client.onRequest(() => rounds.poke());
  const close = async (): Promise<void> => {
    rounds.close(new Error("closed"));
    host.close();
    client.close();
    await lanes.close();
  };
  return { kernel, host, client, ordinal, [Symbol.asyncDispose]: close };
}

test("each client hears the answers to its own commands", async () => {
  await using world = open();
  const clients = { host: world.host, other: world.client };
  const asked = Object.entries(clients).flatMap(([name, client]) =>
    [1, 2, 3].map(async (number) => {
      const object = { kind: "named", name: `numbers of ${name}`, createIfMissing: true } as const;
      await client.send("dict.put", {
        object,
        entries: [[`${number}`, number, `${name} ${number}`]],
        skipIfExists: false,
      });
      return (await client.send("dict.get", { object, key: `${number}`, remove: false })).value;
    }),
  );
  expect(await Promise.all(asked)).toEqual(["host 1", "host 2", "host 3", "other 1", "other 2", "other 3"]);
});

test("one client hands another what it waits for", async () => {
  await using world = open();
  const got = world.client.send("queue.get", get);
  await world.host.send("queue.put", put("first", "second"));
  expect(await got).toEqual({ items: ["first"] });
  expect(await world.host.send("queue.get", get)).toEqual({ items: ["second"] });
});

test("a client is served while the host asks for nothing", async () => {
  await using world = open();
  await world.client.send("queue.put", put("own"));
  expect(await world.client.send("queue.get", get)).toEqual({ items: ["own"] });
  await expect(world.client.send("queue.get", { ...get, timeoutMs: 1000 })).rejects.toThrow("No item came");
});

test("no time passes before every client has settled", async () => {
  await using world = open();
  const slow = new (class extends ClientConnection {
    override async settled(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (!this.hasCommands) void this.send("queue.put", put("in time")).catch(() => undefined);
    }
  })();
  world.kernel.clients.connect(slow);
  expect(await world.host.send("queue.get", { ...get, timeoutMs: 1000 })).toEqual({ items: ["in time"] });
  slow.close();
});

test("a deadlock names every client that waits, and all of them hear of it", async () => {
  await using world = open();
  const waiting = [world.host.send("queue.get", get), world.client.send("queue.get", get)];
  const [first, second] = await Promise.allSettled(waiting);
  expect(first).toMatchObject({ reason: { name: "DeadlockError" } });
  expect(second).toEqual(first);
  const { message } = (first as PromiseRejectedResult).reason as Error;
  expect(message).toMatch(/the host waits for .*jobs/);
  expect(message).toMatch(/client 1 waits for .*jobs/);
});

test("what a client that is gone waited for goes to others", async () => {
  await using world = open();
  const lost = world.client.send("queue.get", get);
  await world.host.send("queue.len", { ...queue, total: false }); // it waits now
  world.kernel.disconnect(world.ordinal);
  await world.host.send("queue.put", put("only"));
  expect(await world.host.send("queue.get", get)).toEqual({ items: ["only"] });
  world.client.close();
  await expect(lost).rejects.toThrow("closed");
});

test("a client that is busy with something real holds time, until it is gone", async () => {
  await using world = open();
  const { kernel, host } = world;
  const busy = new (class extends ClientConnection {
    override get isBusy(): boolean {
      return true;
    }
  })();
  const ordinal = kernel.clients.connect(busy);
  const waiting = host.send("queue.get", { ...get, timeoutMs: 1000 }).catch((error: Error) => error.name);
  expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50, "no time has passed"))])).toBe(
    "no time has passed",
  );
  kernel.disconnect(ordinal);
  expect(await waiting).toBe("QueueEmptyError");
});

test("what a client asks for once it is gone is not done", async () => {
  await using world = open();
  world.kernel.disconnect(world.ordinal);
  const late = world.client.send("queue.put", put("late"));
  await expect(world.host.send("queue.get", { ...get, timeoutMs: 1000 })).rejects.toThrow("No item came");
  world.client.close();
  await expect(late).rejects.toThrow("closed");
});
