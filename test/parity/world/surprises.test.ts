// Modal: docs/modal/surprises.md
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import {
  App,
  Dict,
  enter,
  Environment,
  isLocal,
  method,
  NetworkFileSystem,
  Queue,
  Secret,
  Volume,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("surprises");

const lossy = app.function({ retries: 1 }, async function lossy(n: number) {
  await sleep(1000);
  if (n === 2) throw new RangeError("two");
  return n;
});
const environ = app.function({}, async function environ() {
  return Secret.fromLocalEnviron(["NO_SUCH_VARIABLE"]).definition;
});
const Service = app.cls(
  {},
  class Service {
    wake = enter(() => undefined);
    serve = method(() => isLocal());
  },
);

// Modal: docs/modal/retries.md#lost-inputs
test("in a map, as anywhere, an input that is lost with its container uses up no retry", async ({ world }) => {
  world.faults.crash(lossy, { attempts: 1, calls: 2 });
  const results = await world.run(app, () => Array.fromAsync(lossy.map([1, 2], { returnExceptions: true })));
  expect(results).toEqual([1, expect.any(RangeError)]);
  const [, second] = world.calls(lossy)[0]?.inputs ?? [];
  expect(second?.attempts).toBe(3); // lost, failed, failed again
  expect(world.events.of("input.retry")).toHaveLength(1);
});

// Modal: docs/modal/secrets-proxies-workspaces.md#secrets
test("Secret.fromLocalEnviron is empty in containers, whatever it is asked for", async ({ world }) => {
  expect(await world.run(app, () => environ.remote())).toEqual({ kind: "values", values: {} });
});

// Modal: docs/modal/context-ids-and-logs.md#ids
test("ids are a prefix and 22 letters and digits, 26 capitals for containers", async ({ world }) => {
  await world.run(app, async () => {
    await lossy.remote(1);
    await new Service().serve.remote();
    const made = { createIfMissing: true };
    for (const handle of [
      Volume.fromName("files", made),
      NetworkFileSystem.fromName("shared", made),
      Dict.fromName("things", made),
      Queue.fromName("jobs", made),
    ])
      await handle.hydrate();
    await Secret.objects.create("things", { A: "1" });
    await Environment.objects.create("elsewhere");
  });
  const ids = new Set<string>();
  for (const event of world.events) {
    for (const field of ["app", "call", "input", "container", "object"] as const) {
      const id: unknown = field in event ? Reflect.get(event, field) : undefined;
      if (typeof id === "string") ids.add(id);
    }
  }
  await world.within(async () => {
    ids.add((await Environment.fromName("elsewhere").hydrate()).objectId ?? "");
  });
  const prefixes = new Set(Array.from(ids, (id) => id.slice(0, 3)));
  expect([...prefixes].toSorted()).toEqual(["ap-", "di-", "en-", "fc-", "in-", "qu-", "st-", "sv-", "ta-", "vo-"]);
  for (const id of ids) expect(id).toMatch(id.startsWith("ta-") ? /^ta-[0-9A-Z]{26}$/ : /^[a-z]{2}-[0-9A-Za-z]{22}$/);
});
