import { setTimeout as realSleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { App, Queue, Sandbox } from "modal-emulator";
import { Emulator, type CommandIo } from "modal-emulator/emulator";
import { inPlace, outcome } from "./with-sandbox.js";

/* Code of the test that the world waits for, and that itself waits for the world. */

test.for([0, 2])("what is served uses sandboxes, its process and the world, on virtual time, %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const helper = await make();
      const start = world.clock.now();
      let sleeper: Sandbox | undefined;
      const ways: Record<string, (io: CommandIo) => Promise<string>> = {
        "/test": async () => (await outcome(helper, "sh", "-c", "sleep 3; echo slept")).stdout,
        "/command": async () => (await outcome(sleeper as Sandbox, "sh", "-c", "sleep 4; echo slept too")).stdout,
        "/process": async (io) => {
          await io.sleep(5000);
          await io.filesystem.writeText("x", "/tmp/x");
          return io.filesystem.readText("/tmp/x");
        },
        "/world": async (io) => (await world.fetch(`${io.env["URL"]}/process`)).text(),
      };
      world.sandboxes.command("serve", async (_argv, io) => {
        sleeper = await make();
        await io.serve(8000, async (request) => new Response(await ways[new URL(request.url).pathname]?.(io)));
        await io.sleep(200_000);
      });
      const sandbox = await make({ encryptedPorts: [8000] });
      const url = (await sandbox.tunnels())[8000]?.url ?? "";
      await sandbox.exec("serve", { env: { URL: url } });
      await outcome(sandbox, "true");
      const texts: [string, number][] = [];
      for (const path of Object.keys(ways))
        texts.push([await (await world.fetch(`${url}${path}`)).text(), world.clock.now() - start]);
      expect(texts).toEqual([
        ["slept\n", 3000],
        ["slept too\n", 7000],
        ["x", 12_000],
        ["x", 17_000],
      ]);
    },
    { threads },
  ),
);

test("a stand-in for a server uses a sandbox of the test", async () => {
  await using world = await Emulator.start({ threads: 0 });
  const app = new App("asks");
  const asks = app.function({ serialized: true }, async function asks() {
    return (await fetch("https://runs.example/")).text();
  });
  await world.run(app, async () => {
    const sandbox = await Sandbox.create({ app });
    world.onFetch("https://runs.example/", async () => {
      const { stdout } = await outcome(sandbox, "sh", "-c", "sleep 2; echo done");
      return new Response(stdout);
    });
    expect(await asks.remote()).toBe("done\n");
  });
});

test.for([0, 2])("no time passes for a command while nobody else waits, %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const jobs = Queue.fromName<string>("jobs", { createIfMissing: true });
      world.sandboxes.command("sleeps", (_argv, io) => io.sleep(100_000));
      world.sandboxes.command("takes", async () => (await jobs.get()) ?? "nothing");
      const start = world.clock.now();
      const sandbox = await make({ idleTimeoutMs: 50_000 });
      const [sleeps, takes] = [await sandbox.exec("sleeps"), await sandbox.exec("takes")];
      await outcome(sandbox, "sleep", "1");
      await realSleep(30); // time for what would happen by itself
      expect(world.clock.now() - start).toBe(1000);
      await jobs.put("a job");
      expect(await takes.stdout.readText()).toBe("a job");
      expect(world.clock.now() - start).toBe(1000);
      expect(await sleeps.wait()).toBe(0);
      expect(world.clock.now() - start).toBe(100_000);
    },
    { threads },
  ),
);
