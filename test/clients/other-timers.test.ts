import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import type { ClientMiddleware } from "nice-grpc";
import { expect, test } from "vitest";

/** Middleware of a client has its world's time. */
function before(work: () => void): { grpcMiddleware: ClientMiddleware[] } {
  return {
    grpcMiddleware: [
      async function* working(call, options) {
        work();
        return yield* call.next(call.request, options);
      },
    ],
  };
}

test("code that has a world's time clears timers that are none of that world's", async () => {
  let fired = 0;
  const fire = (): void => void fired++;
  const timers: (NodeJS.Timeout | undefined)[] = [setTimeout(fire, 60_000), undefined];
  await using other = await Emulator.start({ threads: 0 });
  const first = await modalClient(
    other,
    before(() => timers.push(setTimeout(fire, 1000).unref())),
  );
  await other.within(() => first.queues.fromName("one", { createIfMissing: true }));
  await using world = await Emulator.start({ threads: 0 }); // after there was a client
  const second = await modalClient(
    world,
    before(() => timers.splice(0).forEach((timer) => clearTimeout(timer))),
  );
  await world.within(() => second.queues.fromName("two", { createIfMissing: true }));
  expect(timers).toEqual([]);
  await other.clock.advance({ seconds: 2 });
  expect(fired).toBe(0);
});
