// Modal: docs/modal/classes.md#pools
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import {
  App,
  Cls,
  exit,
  Function_,
  InvalidError,
  method,
  NotFoundError,
  parameter,
  RemoteError,
  Volume,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { app as smaller } from "../apps/smaller-service.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("redeployed");
const notes = Volume.fromName("notes", { createIfMissing: true });

const Service = app.cls(
  {},
  class Service {
    size = parameter({ default: "s" });
    place = method(async () => `old ${this.size}`);
    gone = method(async () => "old only");
    slow = method(async () => {
      await sleep(5000);
      return this.size;
    });
    close = exit(() => console.log("old closed"));
  },
);
const Switch = app.cls(
  {},
  class Switch {
    run = method(async () => "a class");
  },
);
const Warm = app.cls(
  { minContainers: 1 },
  class Warm {
    path = parameter({ type: "string" });
    get = method(async () => this.path);
  },
);
const Writer = app.cls(
  { volumes: { "/notes": notes } },
  class Writer {
    run = method(async () => "ran");
    close = exit(async () => {
      await sleep(100);
      writeFileSync("/notes/last.txt", "written at the end");
    });
  },
);

describe("pools", () => {
  test("methods of an instance share its containers and its limit", async ({ world }) => {
    await world.run(app, async () => {
      const service = new Service();
      await service.updateAutoscaler({ maxContainers: 1 });
      await Promise.all([service.slow.remote(), service.place.remote(), service.gone.remote()]);
      expect(await service.place.getCurrentStats()).toMatchObject({ numTotalRunners: 1, backlog: 0 });
    });
    expect(world.containers(new Service().place)).toHaveLength(1);
  });

  test("`minContainers` holds for each instance from its first use on; a class with parameters has none by itself", async ({
    world,
  }) => {
    await world.run(app, async () => {
      expect(world.containers()).toHaveLength(0);
      await new Warm({ path: "/x" }).get.hydrate();
      await new Warm({ path: "/y" }).get.hydrate();
      expect(world.containers().map(({ functionName }) => functionName)).toEqual(["Warm", "Warm"]);
    });
  });

  test("a redeploy keeps instances and their ids, replaces their containers, and terminates calls of methods that are gone", async ({
    world,
  }) => {
    await world.deploy(app);
    await world.within(async () => {
      const [old, other] = [new Service(), new Service({ size: "t" })];
      expect([await old.place.remote(), await other.place.remote()]).toEqual(["old s", "old t"]);
      await other.updateAutoscaler({ maxContainers: 1 });
      const busy = await other.slow.spawn();
      const waiting = await other.gone.spawn();
      const id = other.place.functionId;
      await world.deploy(smaller);
      expect([await other.place.remote(), other.place.functionId]).toEqual(["new t", id]);
      expect(await busy.get()).toBe("t"); // rolling: what runs may end
      await expectRejection(() => waiting.get(), RemoteError, "left out of a newer deployment");
      await expectRejection(() => other.gone.remote(), NotFoundError, "has no method `gone`");
      expect(await Function_.fromName("redeployed", "Switch").remote()).toBe("a function");
      await expectRejection(() => new Switch().run.remote(), NotFoundError, "");
      await world.clock.advance({ seconds: 1 });
      expect([...world.logs].map(({ message }) => message)).toEqual(["old closed", "old closed"]);
    });
  });

  test("a class that was looked up sees the methods of a newer deployment; one of a version is gone with it", async ({
    world,
  }) => {
    await world.deploy(smaller);
    await world.within(async () => {
      const Found = Cls.fromName<typeof Service>("redeployed", "Service");
      const found = new Found({ size: "t" });
      const First = Cls.fromName<typeof Service>("redeployed", "Service", { version: 1 });
      expect([await found.place.remote(), await new First().place.remote()]).toEqual(["new t", "new s"]);
      await expectRejection(() => found.gone.remote(), NotFoundError, "`gone`");
      await world.deploy(app);
      expect([await found.gone.remote(), await found.place.remote()]).toEqual(["old only", "old t"]);
      expect(await Cls.lookup("redeployed", "Service", { version: 2 })).toBeDefined();
      await expectRejection(
        () => Cls.lookup("redeployed", "Service", { version: 1 }),
        NotFoundError,
        "Lookup failed for Cls",
        "in version 1",
        "at version 2",
      );
      await expectRejection(
        () => Function_.lookup("redeployed", "Switch", { version: 3 }),
        NotFoundError,
        "Lookup failed for Function",
        "in version 3",
      );
      expectError(() => Cls.fromName("redeployed", "Service", { version: 0 }), InvalidError, '"version"', "1 or more");
    });
  });

  test("a redeploy that recreates interrupts what runs: it runs again elsewhere, and the exit hooks run", async ({
    world,
  }) => {
    await world.deploy(app);
    await world.within(async () => {
      const call = await new Service().slow.spawn();
      await world.clock.advance({ seconds: 1 });
      await world.deploy(app, { strategy: "recreate" });
      expect(await call.get()).toBe("s");
    });
    expect([...world.logs].map(({ message }) => message)).toEqual(["old closed"]);
    expect(world.calls(new Service().slow)[0]?.inputs[0]?.attempts).toBe(2);
  });

  test("what exit hooks write to a mounted volume is committed", async ({ world }) => {
    await world.run(app, () => new Writer().run.remote());
    await world.within(async () => {
      const [text] = await Array.fromAsync(notes.readFile("last.txt"));
      expect(Buffer.from(text ?? []).toString()).toBe("written at the end");
    });
  });
});
