import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Emulator } from "modal-emulator/emulator";
import type { Sandbox } from "modal-emulator";
import { inPlace, outcome, type Place } from "./with-sandbox.js";

const encoder = new TextEncoder();

const GONE = "The container behind this tunnel is gone.";

/** How often somebody who reads has left a server that goes on for ever. */
let cancelled = 0;

/** A command that answers in pieces, a second of virtual time between them. */
function serve(world: Emulator): void {
  world.sandboxes.command("server", async (_argv, io) => {
    /** A body of so many ticks, which breaks off then or not. */
    const ticks = (count: number, breaks = false): ReadableStream => {
      let sent = 0;
      return new ReadableStream({
        async pull(controller) {
          if (sent > 0) await io.sleep(1000);
          if (sent++ < count) controller.enqueue(encoder.encode(`tick ${sent}\n`));
          else if (breaks) controller.error(new Error("it breaks off"));
          else controller.close();
        },
        cancel: () => void cancelled++,
      });
    };
    await io.serve(8000, (request) => {
      const { pathname, href } = new URL(request.url);
      if (pathname === "/ticks") return new Response(ticks(3), { headers: { "content-type": "text/event-stream" } });
      if (pathname === "/breaks") return new Response(ticks(2, true));
      if (pathname === "/forever") return new Response(ticks(Infinity));
      if (pathname === "/away") return Response.redirect(new URL("/here", request.url));
      if (pathname === "/large") return new Response(new Uint8Array(3_000_000));
      return new Response(`${request.method} ${href}`);
    });
    await io.sleep(80_000_000);
  });
}

/** Starts it. @returns where it is */
async function started({ world, make }: Place): Promise<{ sandbox: Sandbox; url: string }> {
  serve(world);
  const sandbox = await make("server", { encryptedPorts: [8000], timeoutMs: 86_000_000 });
  const url = (await sandbox.tunnels())[8000]?.url ?? "";
  await world.clock.advance(10);
  return { sandbox, url };
}

async function firstOf(response: Response): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("tick 1\n");
  return reader;
}

test.for([0, 1, 2])("what a command serves goes out as it comes, %i threads", (threads) =>
  inPlace(
    async (place) => {
      const { world } = place;
      const { sandbox, url } = await started(place);
      const start = world.clock.now();
      const answer = await world.fetch(`${url}/ticks`);
      const seen: [string, number][] = [];
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>)
        seen.push([new TextDecoder().decode(chunk), world.clock.now() - start]);
      expect(seen).toEqual([["tick 1\n", 0], ["tick 2\n", 1000], ["tick 3\n", 2000]]); // prettier-ignore
      expect(await outcome(sandbox, "curl", "-s", "localhost:8000/ticks")).toMatchObject({
        stdout: "tick 1\ntick 2\ntick 3\n",
      });
      expect(world.clock.now() - start).toBe(6000);
      await expect(world.fetch(`${url}/breaks`).then((broken) => broken.text())).rejects.toThrow();
      const large = await world.fetch(`${url}/large`);
      expect([large.headers.get("content-length"), (await large.bytes()).length]).toEqual(["3000000", 3_000_000]);
    },
    { threads },
  ),
);

test("what is served in pieces is the same on any number of threads", async () => {
  const logs: unknown[] = [];
  for (const threads of [0, 1, 2])
    await inPlace(
      async (place) => {
        const { sandbox, url } = await started(place);
        const bodies = [1, 2, 3].map(async () => (await place.world.fetch(`${url}/ticks`)).text());
        const asked = outcome(
          sandbox,
          "sh",
          "-c",
          "curl -s localhost:8000/ticks & curl -s localhost:8000/a; wait; date +%s",
        );
        logs.push([await Promise.all([...bodies, asked]), [...place.world.events]]);
      },
      { threads, seed: 3 },
    );
  expect(logs[1]).toEqual(logs[0]);
  expect(logs[2]).toEqual(logs[0]);
});

test("whoever has asked may leave, and the command hears of it", () =>
  inPlace(async (place) => {
    const { world } = place;
    const { url } = await started(place);
    cancelled = 0;
    const leaving = new AbortController();
    await firstOf(await world.fetch(`${url}/forever`, { signal: leaving.signal }));
    leaving.abort();
    const reader = await firstOf(await world.fetch(`${url}/forever`));
    await reader.cancel();
    await world.clock.advance(3000);
    expect(cancelled).toBe(2);
    expect(await (await world.fetch(`${url}/a`)).text()).toMatch(/^GET http/);
  }));

test("an answer breaks off when the sandbox ends, and so does one that nobody reads at that time", () =>
  inPlace(async (place) => {
    const { world } = place;
    const { sandbox, url } = await started(place);
    const [read, unread] = await Promise.all(
      ["read", "unread"].map(async () => firstOf(await world.fetch(`${url}/forever`))),
    );
    const rest = async (reader = read): Promise<void> => {
      while (!(await reader?.read())?.done);
    };
    const reading = expect(rest()).rejects.toThrow("terminated");
    await sandbox.terminate({ wait: true });
    await reading;
    await turn();
    await expect(rest(unread)).rejects.toMatchObject({ message: "terminated", cause: { message: GONE } });
    expect((await world.fetch(url)).status).toBe(502);
  }));

test("a command is asked at the address that its client knows, and redirects there", () =>
  inPlace(async (place) => {
    const { world } = place;
    const { sandbox, url } = await started(place);
    const { host } = new URL(url);
    expect(await (await world.fetch(`${url}/a?b=1`, { method: "PUT" })).text()).toBe(`PUT http://${host}/a?b=1`);
    expect(await (await world.fetch(`${url}/away`)).text()).toBe(`GET http://${host}/here`);
    expect((await outcome(sandbox, "curl", "-s", "localhost:8000/a")).stdout).toBe("GET http://localhost:8000/a");
    await using server = await world.serve();
    const local = await server.tunnelUrl({ host });
    expect(await (await fetch(`${local}/away`)).text()).toBe(`GET ${local}/here`);
    expect(await (await fetch(`${local}/ticks`)).text()).toBe("tick 1\ntick 2\ntick 3\n");
  }));
