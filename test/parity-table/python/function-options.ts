import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import {
  Cron,
  DeprecationError,
  FunctionTimeoutError,
  InvalidError,
  NotFoundError,
  Proxy,
  Retries,
  SchedulerPlacement,
  type FunctionOptions,
} from "modal-emulator";
import { aFunction, anApp } from "../inline.ts";
import { type Area, differs, expectThrown, recorded, type Row, works } from "../row.ts";
import { blocked, inside, mounted, readsEnv, readsImage, readsSecret, SlowStart } from "./inside.ts";

/** A row of an option that is kept in `fn.definition`. */
function kept(name: string, here: string, options: FunctionOptions, settings: object, note?: string): Row {
  const show = () => expect(aFunction(options).fn.definition).toMatchObject(settings);
  return recorded(name, here, show, note);
}

/** A row of an option that Modal has removed. */
function removed(name: string, here: string, instead: string): Row {
  const show = () => expectThrown(() => aFunction({ [here]: 1 }), DeprecationError, here, instead);
  return works(name, here, show, "`DeprecationError`, which is no `ModalError`, as on Modal");
}

/** How many containers of a function there are after a call. */
async function containersAfter(options: FunctionOptions, calls = 1): Promise<number> {
  const { app, fn } = aFunction(options, async () => sleep(1000));
  return app.run(async () => {
    await fn.forEach(Array.from({ length: calls }, () => []) as never);
    return (await fn.getCurrentStats()).numTotalRunners;
  });
}

export const functionOptions: Area = {
  title: "Options of functions and classes",
  intro: "Those of `app.function(options, fn)`; `app.cls` has all but `schedule`, `name`, `isGenerator`.",
  prepare: (world) => world.buckets.create("bucket"),
  rows: [
    works(
      "image=",
      "image",
      async () => {
        const found = await inside.run(() => readsImage.remote());
        expect(found).toEqual({ env: "image", cwd: "/srv", files: [true, true, false] });
      },
      "built without installing anything ([guide](images.md)): its variables, local files, `workdir` and what `runFunction` has left are there; without `workdir`, containers begin where this process works. `entrypoint`, `cmd` and `shell` are recorded",
    ),
    works(
      "schedule=",
      "schedule",
      async (world) => {
        let fired = 0;
        const { app } = aFunction({ schedule: new Cron("0 * * * *") }, async () => void fired++);
        await app.deploy();
        await world.clock.advance(3 * 3_600_000);
        expect(fired).toBe(3);
      },
      "`Cron` and `Period`: [testing schedules](testing-schedules.md)",
    ),
    works("env=", "env", async () => {
      expect(await inside.run(() => readsEnv.remote("FROM_ENV"))).toBe("env");
    }),
    works("secrets=", "secrets", async () => {
      expect(await inside.run(() => readsSecret.remote())).toBe("from a secret");
    }),
    kept(
      "gpu= (one, or a list of fallbacks)",
      "gpu",
      { gpu: ["H100:2", "any"] },
      { gpus: [{ type: "H100", count: 2 }, {}] },
      "also on [the bill](bill.md)",
    ),
    works(
      "serialized=",
      "serialized",
      async () => {
        const app = anApp();
        const fn = app.function({ serialized: true }, async function twice(x: number) {
          return 2 * x;
        });
        expect(await app.run(() => fn.remote(4))).toBe(8);
      },
      "more than 256 KiB warn, more than 16 MiB are refused",
    ),
    works("network_file_systems=", "networkFileSystems", async () => {
      expect(await inside.run(() => mounted.remote("/shared/a", "shared"))).toBe("shared");
    }),
    works(
      "volumes= (Volume)",
      "volumes",
      async () => {
        expect(await inside.run(() => mounted.remote("/volume/a", "volume"))).toBe("volume");
      },
      "files of mounts through `node:fs`, and by child processes ([table](mounts.md))",
    ),
    works("volumes= (CloudBucketMount)", "volumes", async () => {
      expect(await inside.run(() => mounted.remote("/bucket/a", "bucket"))).toBe("bucket");
    }),
    kept(
      "cpu= (request, (request, limit))",
      "cpu",
      { cpu: [1, 2] },
      { cpu: { requestMilli: 1000, limitMilli: 2000 } },
      "also on the bill",
    ),
    kept(
      "memory= (request, (request, limit))",
      "memoryMiB",
      { memoryMiB: 512 },
      { memory: { requestMiB: 512 } },
      "also on the bill; a thread's heap is bounded by `heapLimitMb` of the world",
    ),
    kept("ephemeral_disk=", "ephemeralDiskMiB", { ephemeralDiskMiB: 1024 }, { ephemeralDiskMiB: 1024 }),
    works("min_containers=", "minContainers", async (world) => {
      const { app, fn } = aFunction({ minContainers: 2 });
      const running = await app.run(async () => {
        await world.clock.advance(1000);
        return (await fn.getCurrentStats()).numTotalRunners;
      });
      expect(running).toBe(2);
    }),
    works("max_containers=", "maxContainers", async () => {
      expect(await containersAfter({ maxContainers: 2 }, 5)).toBe(2);
    }),
    works("buffer_containers=", "bufferContainers", async () => {
      expect(await containersAfter({ bufferContainers: 2 }, 1)).toBe(3);
    }),
    works(
      "scaledown_window=",
      "scaledownWindowMs",
      async (world) => {
        const { app, fn } = aFunction({ scaledownWindowMs: 10_000 });
        const runners = async () => (await fn.getCurrentStats()).numTotalRunners;
        await app.run(async () => {
          await fn.remote(1);
          await world.clock.advance(9000);
          expect(await runners()).toBe(1);
          await world.clock.advance(2000);
          expect(await runners()).toBe(0);
        });
      },
      "below 2 s or above 20 min with a warning",
    ),
    works(
      "proxy=",
      "proxy",
      async (world) => {
        world.proxies.create("gateway");
        const { app, fn } = aFunction({ proxy: Proxy.fromName("gateway") });
        expect(await app.run(() => fn.remote(1))).toBe(1);
        const missing = aFunction({ proxy: Proxy.fromName("missing") });
        await expectThrown(() => missing.app.run(() => 1), NotFoundError, "missing");
      },
      "it has to exist; what a function sends does not go through it",
    ),
    works("retries= (int)", "retries: 1", async () => {
      let attempts = 0;
      const { app, fn } = aFunction({ retries: 1 }, async () => {
        if (++attempts === 1) throw new Error("first");
        return attempts;
      });
      expect(await app.run(() => fn.remote())).toBe(2);
    }),
    works("retries= (Retries)", "retries: new Retries({ … })", async (world) => {
      const start = world.clock.now();
      const { app, fn } = aFunction({ retries: new Retries({ maxRetries: 2, initialDelayMs: 1000 }) }, async () => {
        throw new RangeError("always");
      });
      await expectThrown(() => app.run(() => fn.remote()), RangeError, "always");
      expect(world.clock.now() - start).toBe(3000);
    }),
    works(
      "timeout=",
      "timeoutMs",
      async () => {
        const { app, fn } = aFunction({ timeoutMs: 1000 }, async () => sleep(5000));
        await expectThrown(() => app.run(() => fn.remote()), FunctionTimeoutError, "1");
      },
      "the code is interrupted, the container goes on ([guide](calls.md))",
    ),
    works("startup_timeout=", "startupTimeoutMs", async () => {
      expect(aFunction({ timeoutMs: 5000 }).fn.definition).toMatchObject({ startupTimeoutMs: 5000 });
      await expectThrown(() => inside.run(() => new SlowStart().answer.remote()), FunctionTimeoutError, "start");
    }),
    works("name=", "name", () => {
      const { app } = aFunction({ name: "another" });
      expect([...app.registeredFunctions.keys()]).toEqual(["another"]);
    }),
    works("is_generator=", "isGenerator", async () => {
      const { app, fn } = aFunction({ isGenerator: true }, function* () {
        yield* [1, 2];
      });
      const items = await app.run(async () => Array.fromAsync(fn.remoteGen()));
      expect(items).toEqual([1, 2]);
    }),
    kept("cloud=", "cloud", { cloud: "aws" }, { cloud: "aws" }),
    kept("region=", "region", { region: ["us-east", "eu"] }, { regions: ["us-east", "eu"] }),
    kept("routing_region=", "routingRegion", { routingRegion: "us-west" }, { routingRegion: "us-west" }),
    works(
      "nonpreemptible=",
      "nonpreemptible",
      async (world) => {
        const { fn } = aFunction({ nonpreemptible: true });
        await expectThrown(() => world.faults.preempt(fn), InvalidError, "nonpreemptible");
      },
      "such functions are not preempted by [faults](faults.md)",
    ),
    differs(
      "enable_memory_snapshot=",
      "enableMemorySnapshot",
      "logged as `container.snapshotted` and `container.restored`; memory is not copied, so hooks with `snap` run in each container, and take their time; until then all see the same chance, and the clock of the first",
      async (world) => {
        const { app, fn } = aFunction({ enableMemorySnapshot: true });
        await app.run(() => fn.remote(1));
        expect(world.events.of("container.snapshotted")).toHaveLength(1);
      },
    ),
    works(
      "block_network=",
      "blockNetwork",
      async (world) => {
        world.onFetch("https://blocked.example/", () => new Response("there"));
        await expectThrown(
          () => inside.run(() => blocked.remote("https://blocked.example/")),
          TypeError,
          "fetch failed",
        );
      },
      "`fetch`, also of the world's stand-ins, sockets and DNS fail with an error that names the option; child processes, threads and connections that a package has kept for others are not blocked",
    ),
    kept("restrict_modal_access=", "restrictModalAccess", { restrictModalAccess: true }, { restrictModalAccess: true }),
    works("single_use_containers=", "singleUseContainers", async (world) => {
      const { app, fn } = aFunction({ singleUseContainers: true });
      await app.run(async () => [await fn.remote(1), await fn.remote(2)]);
      expect(world.containers(fn)).toHaveLength(2);
    }),
    kept("i6pn=", "i6pn", { i6pn: true }, { i6pn: true }),
    kept("include_source=", "includeSource", { includeSource: false }, { includeSource: false }),
    kept(
      "experimental_options=",
      "experimentalOptions",
      { experimentalOptions: { a: 1 } },
      { experimentalOptions: { a: "1" } },
    ),
    kept(
      "_experimental_restrict_output=",
      "restrictOutput",
      { restrictOutput: true },
      { restrictOutput: true },
      "does not narrow down what may be returned",
    ),
    works(
      "max_inputs= (deprecated)",
      "maxInputs",
      () => {
        expect(aFunction({ maxInputs: 1 }).fn.definition).toMatchObject({ singleUseContainers: true });
      },
      "with a warning",
    ),
    removed("keep_warm= (removed)", "keepWarm", "minContainers"),
    removed("concurrency_limit= (removed)", "concurrencyLimit", "maxContainers"),
    removed("container_idle_timeout= (removed)", "containerIdleTimeout", "scaledownWindowMs"),
    removed("allow_concurrent_inputs= (removed)", "allowConcurrentInputs", "concurrent"),
    removed("mounts= (removed)", "mounts", "Image.addLocal"),
    kept(
      "scheduler_placement= (older)",
      "schedulerPlacement",
      { schedulerPlacement: new SchedulerPlacement({ zone: "zone-a" }) },
      { schedulerPlacement: { zone: "zone-a" } },
      "containers see its zone as `MODAL_REGION`; not beside `region` or `nonpreemptible`",
    ),
  ],
};
