import { expect } from "vitest";
import { asgiApp, Function_, InvalidError, Stub } from "modal-emulator";
import { aFunction, anApp, INLINE } from "../inline.ts";
import { type Area, differs, expectAbsent, expectThrown, works } from "../row.ts";

const app = anApp();
const add = app.function(INLINE, async function add(a: number, b: number) {
  console.log(`adding ${a}`);
  return a + b;
});
const count = app.function(INLINE, async function* count(to: number) {
  for (let n = 1; n <= to; n++) yield n;
});
const site = app.function(
  INLINE,
  asgiApp(function site() {
    return () => new Response("hello");
  }),
);

export const functions: Area = {
  title: "Function",
  deploys: [app],
  rows: [
    works(
      "Function.from_name(app, name, version=, environment_name=)",
      "Function_.fromName(app, name, { version, environment })",
      async () => {
        const found = Function_.fromName(app.name ?? "", "add", { version: 1, environment: "main" });
        expect(await found.remote(1, 2)).toBe(3);
      },
      "also exported as `Function`; the current version is found, earlier ones are a `NotFoundError`, since no deployment keeps them",
    ),
    works(
      "Function.lookup (removed in 1.x)",
      "Function_.lookup",
      async () => {
        expect(await (await Function_.lookup(app.name ?? "", "add")).remote(1, 3)).toBe(4);
      },
      "lives on, with a warning",
    ),
    works("f.remote(*args)", "f.remote(...args)", async () => {
      expect(await add.remote(2, 2)).toBe(4);
    }),
    differs(
      "f.remote(**kwargs)",
      "f.remote({ … })",
      "JavaScript has no keyword arguments: an object is one positional argument",
      async () => {
        const { app, fn } = aFunction({}, async (...args: unknown[]) => args);
        expect(await app.run(() => fn.remote({ a: 1 }))).toEqual([{ a: 1 }]);
      },
    ),
    works("f.remote_gen()", "f.remoteGen()", async () => {
      expect(await Array.fromAsync(count.remoteGen(3))).toEqual([1, 2, 3]);
    }),
    works("f.local()", "f.local()", async () => {
      expect(await add.local(3, 3)).toBe(6);
    }),
    works("f.spawn()", "f.spawn()", async () => {
      expect(await (await add.spawn(3, 4)).get()).toBe(7);
    }),
    works("f.get_raw_f()", "f.getRawFunction(), f.getRawF()", async () => {
      expect(await add.getRawFunction()(1, 1)).toBe(2);
      expect(add.getRawF()).toBe(add.getRawFunction());
    }),
    works("f.get_current_stats()", "f.getCurrentStats()", async () => {
      await add.remote(1, 1);
      expect(await add.getCurrentStats()).toMatchObject({ backlog: 0, numTotalRunners: 1 });
    }),
    works(
      "f.update_autoscaler(min/max/buffer_containers, scaledown_window)",
      "f.updateAutoscaler({ … })",
      async () => {
        const settings = { minContainers: 1, maxContainers: 4, bufferContainers: 1, scaledownWindowMs: 5000 };
        expect(await add.updateAutoscaler(settings)).toMatchObject(settings);
        await expectThrown(() => add.updateAutoscaler({ minContainers: 5 }), InvalidError, "maxContainers");
      },
      "until the next deployment",
    ),
    works(
      "f.with_options(cpu, memory, gpu, env, secrets, volumes, retries, max/buffer_containers, scaledown_window, timeout, region, cloud, routing_region)",
      "f.withOptions({ … })",
      async () => {
        const other = add.withOptions({
          cpu: 1,
          memoryMiB: 256,
          gpu: "T4",
          env: { A: "1" },
          retries: 2,
          maxContainers: 3,
          timeoutMs: 9000,
          region: "eu",
          cloud: "gcp",
        });
        expect(other.definition).toMatchObject({ maxContainers: 3, timeoutMs: 9000, regions: ["eu"], cloud: "gcp" });
        expect(await other.remote(1, 5)).toBe(6);
      },
    ),
    works("f.with_concurrency(max_inputs, target_inputs)", "f.withConcurrency({ maxInputs, targetInputs })", () => {
      const other = add.withConcurrency({ maxInputs: 4, targetInputs: 2 });
      expect(other.definition?.concurrency).toEqual({ maxInputs: 4, targetInputs: 2 });
    }),
    works("f.with_batching(max_batch_size, wait_ms)", "f.withBatching({ maxBatchSize, waitMs })", async () => {
      const { app, fn } = aFunction({}, async (numbers: number[]) => numbers.map((n) => numbers.length * n));
      const batched = fn.withBatching({ maxBatchSize: 2, waitMs: 1000 });
      expect(await app.run(() => Promise.all([batched.remote(1), batched.remote(2)] as unknown[]))).toEqual([2, 4]);
    }),
    works(
      "f.get_web_url()",
      "f.getWebUrl()",
      async () => {
        expect(await site.getWebUrl()).toMatch(/^https:\/\//);
        expect(await add.getWebUrl()).toBeUndefined();
      },
      "[guide](web-endpoints.md)",
    ),
    works("f.web_url (removed/old)", "f.webUrl", () => {
      expect(site.webUrl).toMatch(/^https:\/\//);
    }),
    works("f.is_generator", "f.isGenerator", () => {
      expect([add.isGenerator, count.isGenerator]).toEqual([false, true]);
    }),
    works("f.object_id", "f.functionId", () => {
      expect(add.functionId).toMatch(/^fu-/);
    }),
    differs(
      "f.app / f.stub / f.info / f.spec / f.tag (hidden)",
      "f.definition, f.name",
      "`f.definition` has what is known of it, `f.name` its tag",
      () => {
        expect(add.name).toBe("add");
        expect(add.definition).toMatchObject({ name: "add", isGenerator: false });
        expectAbsent(add, "app", "stub", "info", "spec", "tag");
      },
    ),
    works(
      "f.hydrate(client=)",
      "f.hydrate()",
      async () => {
        const found = Function_.fromName(app.name ?? "", "add");
        expect(found.functionId).toBeUndefined();
        expect((await found.hydrate()).functionId).toBe(add.functionId);
      },
      "clients are those of the world in sight: there is no option `client`",
    ),
    works("f.is_hydrated", "f.isHydrated", () => {
      expect([add.isHydrated, Function_.fromName(app.name ?? "", "add").isHydrated]).toEqual([true, false]);
    }),
    works(
      "f.get_dashboard_url()",
      "f.getDashboardUrl()",
      () => {
        expect(add.getDashboardUrl()).toBe(`https://modal.com/id/${add.functionId}`);
      },
      "an address, where nothing is",
    ),
    works("f.logs", "f.logs", async () => {
      await add.remote(77, 1);
      expect((await add.logs.tail(1)).map(({ message }) => message)).toEqual(["adding 77"]);
    }),
    differs("f.keep_warm(n) (removed)", "f.keepWarm(n)", "lives on, with a warning", async () => {
      await add.keepWarm(1);
      expect(await add.updateAutoscaler({})).toMatchObject({ minContainers: 1 });
    }),
    works(
      "f.submit / f.enqueue (Stub era)",
      "f.submit / f.enqueue",
      async () => {
        const stub = new Stub("submitting");
        const fn = stub.function(INLINE, async function fn(x: number) {
          return x;
        });
        const got = await stub.run(async () => {
          expect(await fn.enqueue(1)).toBeUndefined();
          return (await fn.submit(2))?.get();
        });
        expect(got).toBe(2);
      },
      "with a warning ([guide](calls.md#the-stub-era))",
    ),
    works(
      "f.shell / f.from_args / f.lookup (old)",
      "",
      () => {
        expectAbsent(add, "shell", "fromArgs", "lookup", "call");
      },
      "as on Modal 1.5.4, they are not there",
    ),
    works(
      "fn.<method>.aio",
      "f.remote",
      async () => {
        const given = add.remote(1, 1);
        expect(given).toBeInstanceOf(Promise);
        expect(await given).toBe(2);
      },
      "everything is asynchronous",
    ),
  ],
};
