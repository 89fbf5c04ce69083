import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import {
  Cron,
  currentFunctionCallId,
  currentInputId,
  enableOutput,
  FilePatternMatcher,
  forward,
  interact,
  InvalidError,
  isLocal,
  Period,
  Retries,
  SchedulerPlacement,
  simulatePreemption,
  Tunnel,
  version,
} from "modal-emulator";
import { aFunction } from "../inline.ts";
import { type Area, differs, expectThrown, recorded, works } from "../row.ts";
import { forwards, tunnels } from "./inside.ts";

export const schedules: Area = {
  title: "Schedules, retries and placement",
  rows: [
    works(
      "Cron(cron_string, timezone)",
      "new Cron(expression, { timezone })",
      async (world) => {
        let fired = 0;
        const { app } = aFunction(
          { schedule: new Cron("0 6 * * *", { timezone: "Europe/Berlin" }) },
          async () => void fired++,
        );
        await app.deploy();
        await world.clock.advance({ days: 2 });
        expect(fired).toBe(2);
      },
      "[choices](testing-schedules.md) where Modal's documentation is silent",
    ),
    works("Period(years, months, weeks, days, hours, minutes, seconds)", "new Period({ … })", async (world) => {
      let fired = 0;
      const { app } = aFunction({ schedule: new Period({ hours: 1, minutes: 30 }) }, async () => void fired++);
      await app.deploy();
      await world.clock.advance({ hours: 3 });
      expect(fired).toBe(2);
    }),
    works(
      "Retries(max_retries, backoff_coefficient, initial_delay, max_delay)",
      "new Retries({ maxRetries, backoffCoefficient, initialDelayMs, maxDelayMs })",
      async (world) => {
        const retries = new Retries({ maxRetries: 3, backoffCoefficient: 3, initialDelayMs: 1000, maxDelayMs: 2000 });
        const { app, fn } = aFunction({ retries }, async () => {
          throw new RangeError("always");
        });
        const start = world.clock.now();
        await expectThrown(() => app.run(() => fn.remote()), RangeError, "always");
        expect(world.clock.now() - start).toBe(5000);
      },
      "milliseconds; `maxRetries` is 3 by default",
    ),
    recorded(
      "SchedulerPlacement(region, zone, spot, instance_type)",
      "new SchedulerPlacement({ … })",
      () => {
        const schedulerPlacement = new SchedulerPlacement({ region: "eu", zone: "eu-a", spot: false });
        expect(aFunction({ schedulerPlacement }).fn.definition).toMatchObject({ schedulerPlacement: { zone: "eu-a" } });
      },
      "by the option `schedulerPlacement`; containers see its zone as `MODAL_REGION`, and on demand is `nonpreemptible`",
    ),
  ],
};

export const tunnelRows: Area = {
  title: "Tunnel",
  deploys: [tunnels],
  rows: [
    works(
      "modal.forward(port, unencrypted, h2_enabled)",
      "forward(port, { unencrypted, h2Enabled })",
      async (world) => {
        await forwards.spawn();
        await world.clock.advance(1);
        const [opened] = world.events.of("tunnel.opened");
        expect(opened).toMatchObject({ port: 8000 });
        await expectThrown(() => forward(80), InvalidError, "from inside a container");
      },
      "`world.fetch`, `fetch` of the test and of containers reach them, a browser and clients of plain TCP by `world.serve` ([guide](sandboxes.md#tunnels-and-forward))",
    ),
    works("Tunnel.host / port / url / tls_socket / tcp_socket", "Tunnel: host, port, url, tlsSocket, tcpSocket", () => {
      const tunnel = new Tunnel({
        host: "a.modal.host",
        port: 443,
        unencryptedHost: "b.modal.host",
        unencryptedPort: 5000,
      });
      expect([tunnel.host, tunnel.port, tunnel.tlsSocket]).toEqual(["a.modal.host", 443, ["a.modal.host", 443]]);
      expect(tunnel.tcpSocket).toEqual(["b.modal.host", 5000]);
    }),
  ],
};

export const runtime: Area = {
  title: "In containers, and beside them",
  rows: [
    works(
      "modal.current_input_id() / current_function_call_id()",
      "currentInputId() / currentFunctionCallId()",
      async () => {
        const { app, fn } = aFunction({}, async () => [currentInputId(), currentFunctionCallId()]);
        expect(await app.run(() => fn.remote())).toEqual([
          expect.stringMatching(/^in-/),
          expect.stringMatching(/^fc-/),
        ]);
        expect(currentInputId()).toBeUndefined();
      },
      "(only here) `currentInput()` adds the attempt's number and a signal that aborts when the input is cancelled or interrupted ([guide](calls.md))",
    ),
    works(
      "modal.is_local()",
      "isLocal()",
      async () => {
        const { app, fn } = aFunction({}, async () => isLocal());
        expect([isLocal(), await app.run(() => fn.remote())]).toEqual([true, false]);
      },
      "machines of sandboxes in memory run nothing that could ask",
    ),
    differs(
      "modal.interact()",
      "interact()",
      "a prompt in the process that runs the world, if it has a terminal; an `InvalidError` otherwise",
      async () => {
        await expectThrown(() => interact(), InvalidError);
      },
    ),
    works(
      "modal.enable_output()",
      "enableOutput()",
      () => {
        using output = enableOutput();
        expect(output).toBeDefined();
      },
      "[guide](output.md)",
    ),
    works("modal.__version__", "version", () => {
      expect(version).toMatch(/^\d+\.\d+\.\d+/);
    }),
    works(
      "modal.exception.simulate_preemption(wait, jitter)",
      "simulatePreemption({ waitMs, jitterMs })",
      async (world) => {
        let starts = 0;
        const { app, fn } = aFunction({ timeoutMs: 600_000 }, async () => {
          if (++starts === 1) simulatePreemption({ waitMs: 1000 });
          await sleep(5000);
          return starts;
        });
        expect(await app.run(() => fn.remote())).toBe(2);
        expect(world.containers(fn).length).toBe(2);
      },
      "30 s of grace, with calls and storage; the input runs again when its container has ended",
    ),
    works(
      "FilePatternMatcher(*patterns) / from_file / __invert__ / __call__ / can_prune_directories / patterns",
      "FilePatternMatcher: matches, fromFile, invert, canPruneDirectories, definition",
      () => {
        const matcher = new FilePatternMatcher("**/*.md", "!docs/keep.md");
        expect([matcher.matches("docs/a.md"), matcher.matches("docs/keep.md")]).toEqual([true, false]);
        expect([matcher.invert().matches("docs/a.md"), matcher.canPruneDirectories()]).toEqual([
          false,
          expect.any(Boolean),
        ]);
        expect(FilePatternMatcher.fromFile(import.meta.filename).definition).toMatchObject({ kind: "patternFile" });
      },
      "`~m` is `invert()`, `m(path)` is `matches(path)`",
    ),
  ],
};
