// Modal: docs/modal/apps.md#dependencies-in-containers
import { describe, expect } from "vitest";
import {
  App,
  CloudBucketMount,
  ExecutionError,
  isLocal,
  method,
  NetworkFileSystem,
  Proxy,
  Secret,
  Volume,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const secret = Secret.fromDict({ KEY: "value" });
const volume = Volume.fromName("dependency", { createIfMissing: true });
const files = NetworkFileSystem.fromName("dependency", { createIfMissing: true });
const bucket = new CloudBucketMount("dependency");

/** By the kinds that differ, as the message says it. */
const CONDITIONAL = {
  "secrets 0 instead of 1": isLocal() ? { secrets: [secret] } : { secrets: [] },
  "secrets 2 instead of 1": isLocal() ? { secrets: [secret] } : { secrets: [secret], env: { MORE: "1" } },
  "secrets 1 instead of 0": isLocal() ? {} : { env: { MORE: "1" } },
  "volumes 0 instead of 1": isLocal() ? { volumes: { "/data": volume } } : {},
  "buckets 0 instead of 1": isLocal() ? { volumes: { "/data": bucket } } : {},
  "networkFileSystems 1 instead of 0": isLocal() ? {} : { networkFileSystems: { "/data": files } },
  "proxies 1 instead of 0": isLocal() ? {} : { proxy: Proxy.fromName("dependency") },
  "secrets 1 instead of 0, volumes 0 instead of 1": isLocal()
    ? { volumes: { "/data": volume } }
    : { secrets: [secret] },
};

const app = new App("dependencies");
const conditional: { differ: string; remotes: (() => Promise<string>)[] }[] = [];
for (const [differ, options] of Object.entries(CONDITIONAL)) {
  const tag = `${conditional.length}`;
  class Conditional {
    run = method(() => "ran");
  }
  Object.defineProperty(Conditional, "name", { value: `C${tag}` });
  const fn = app.function({ name: `f${tag}`, ...options }, async () => "ran");
  const Cls = app.cls(options, Conditional);
  conditional.push({ differ, remotes: [() => fn.remote(), () => new Cls().run.remote()] });
}

const ofApp = new App("dependencies-of-app", isLocal() ? { secrets: [secret] } : {});
const takesApps = ofApp.function({}, async function takesApps() {});

const others = new App("dependencies-others");
const key = (): string | undefined => process.env["KEY"];
const values = others.function(
  { name: "values", secrets: [isLocal() ? secret : Secret.fromDict({ OTHER: "1" })] },
  key,
);
const settings = others.function({ name: "settings", cpu: isLocal() ? 1 : 2, volumes: { "/data": volume } }, key);
const serialized = others.function(
  { serialized: true, secrets: isLocal() ? [secret] : [] },
  async function serialized() {
    return process.env["KEY"];
  },
);
const inline = others.function({ isolation: "inline", secrets: isLocal() ? [secret] : [] }, async function inline() {
  return "ran";
});
const plain = others.function({ name: "plain" }, key);
const Plain = others.cls(
  { secrets: [secret] },
  class Plain {
    run = method(key);
  },
);
const including = new App("dependencies-including", { secrets: [secret] });
const given = including.function({ name: "given" }, key);
others.include(including);

describe("what a function depends on, in its container", () => {
  for (const { differ, remotes } of conditional)
    test(`differs from what was published: ${differ}`, async ({ world }) => {
      world.buckets.create("dependency");
      world.proxies.create("dependency");
      await world.run(app, async () => {
        for (const remote of remotes)
          await expectRejection(remote, ExecutionError, " dependencies, but its container got ", `: ${differ}. `);
      });
      expect(world.events.of("start.delayed")).toEqual([]); // no further start could mend it
    });

  test("counts what comes from the app", async ({ world }) => {
    await world.run(ofApp, () =>
      expectRejection(() => takesApps.remote(), ExecutionError, "Function `takesApps` has 0", "secrets 0 instead of 1"),
    );
  });

  test("is counted, not compared; serialized and inline functions, variants and included ones are not hit", async ({
    world,
  }) => {
    await world.run(others, async () => {
      expect(await values.remote()).toBe("value");
      expect(await settings.remote()).toBeUndefined();
      expect(await serialized.remote()).toBe("value");
      expect(await inline.remote()).toBe("ran");
      expect(await plain.withOptions({ secrets: [secret] }).remote()).toBe("value");
      expect(await given.remote()).toBe("value");
      expect(await new Plain().run.remote()).toBe("value");
    });
  });
});
