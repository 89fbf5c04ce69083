import { expect } from "vitest";
import { ExecutionError, InvalidError, NotFoundError } from "modal-emulator";
import { contentOf } from "../../../src/contract/stored-file.js";
import type { Asked, Group, Inside } from "../case.js";
import { named } from "./named.js";

function placeOf({ inside }: Asked): Inside {
  return inside ?? expect.fail("This backend is not that of a container.");
}

/** Commands that only containers send. */
export const inside = {
  "container.preempt": [
    [
      "is answered before the container is preempted",
      async ({ send }) => expect(await send("container.preempt", { waitMs: 1000, jitterMs: 10 })).toBeNull(),
    ],
  ],
  "container.retire": [
    [
      "is answered, and the container goes on",
      async ({ send }) => expect(await send("container.retire", {})).toBeNull(),
    ],
  ],
  "container.concurrency": [
    [
      "is what the function may run, or less",
      async ({ send }) => {
        expect(await send("container.concurrency", {})).toBeGreaterThan(0);
        expect(await send("container.concurrency", { calls: 5 })).toBe(5);
      },
    ],
  ],
  "volume.commit": [
    [
      "brings what others have committed to a mounted volume, once",
      async (asked) => {
        const object = named(placeOf(asked).volume);
        const commit = (reload: boolean) => asked.send("volume.commit", { object, reload });
        expect(await commit(false)).toEqual({ changes: [] });
        const files = [{ path: "news.txt", content: contentOf(Buffer.from("late")), mode: 0o600 }];
        await asked.send("files.put", { kind: "Volume", object, files, force: false });
        const { changes } = await commit(true);
        expect(changes).toMatchObject([["news.txt", { kind: "file", mode: 0o600, mtimeMs: expect.any(Number) }]]);
        expect(await commit(true)).toEqual({ changes: [] });
      },
    ],
    [
      "needs a volume that is mounted",
      async ({ send, refused }) => {
        await send("object.create", { kind: "Volume", name: "elsewhere", allowExisting: false });
        await refused("volume.commit", { object: named("elsewhere"), reload: false }, ExecutionError, '"elsewhere"');
        await refused("volume.commit", { object: named("nothing"), reload: false }, NotFoundError, '"nothing"');
      },
    ],
  ],
  fetch: [
    [
      "is answered by what stands in for a server, or left to the network",
      async (asked) => {
        const request = { method: "GET", headers: [["accept", "text/plain"]], body: null } as const;
        const answer = await asked.send("fetch", { ...request, url: placeOf(asked).url });
        expect(answer).toMatchObject({ pass: false, status: 200, body: expect.any(ArrayBuffer) });
        expect(answer.pass || Buffer.from(answer.body ?? new ArrayBuffer()).toString()).toBe("hello");
        expect(await asked.send("fetch", { ...request, url: "https://nobody.example/" })).toEqual({ pass: true });
      },
    ],
  ],
  "tunnel.start": [
    [
      "gives a port an address, once",
      async ({ send, refused }) => {
        const wanted = { port: 8000, kind: "unencrypted" } as const;
        expect(await send("tunnel.start", wanted)).toMatchObject({
          containerPort: 8000,
          host: expect.stringMatching(/\.modal\.host$/),
          port: 443,
          unencryptedHost: expect.stringMatching(/\.modal\.host$/),
        });
        await refused("tunnel.start", wanted, InvalidError, "Port 8000");
      },
    ],
  ],
  "tunnel.stop": [
    [
      "takes it away",
      async ({ send }) => {
        const { host } = await send("tunnel.start", { port: 8000, kind: "encrypted" });
        expect(await send("tunnel.stop", { port: 8000 })).toBeNull();
        expect((await send("tunnel.start", { port: 8000, kind: "h2" })).host).not.toBe(host);
        await send("tunnel.stop", { port: 8000 });
      },
    ],
  ],
  interact: [["needs a terminal", ({ refused }) => refused("interact", {}, InvalidError, "terminal")]],
} satisfies Group;

/** The same, sent by somebody else. */
export const outside = {
  "tunnel.start": [
    [
      "needs a container",
      ({ refused }) => refused("tunnel.start", { port: 1, kind: "h2" }, InvalidError, "inside a container"),
    ],
  ],
  "container.preempt": [
    [
      "is for containers",
      ({ refused }) => refused("container.preempt", { waitMs: 0, jitterMs: 0 }, ExecutionError, "only a container"),
    ],
  ],
  "container.retire": [
    ["is for containers", ({ refused }) => refused("container.retire", {}, InvalidError, "Only a container")],
  ],
  "container.concurrency": [
    [
      "is for containers",
      ({ refused }) => refused("container.concurrency", { calls: 2 }, InvalidError, "Only a container"),
    ],
  ],
  "volume.commit": [
    [
      "needs a volume that is mounted",
      async ({ send, refused }) => {
        await send("object.create", { kind: "Volume", name: "elsewhere", allowExisting: false });
        await refused("volume.commit", { object: named("elsewhere"), reload: true }, ExecutionError, '"elsewhere"');
      },
    ],
  ],
} satisfies Group;
