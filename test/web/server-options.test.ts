// Modal: docs/modal/function-options.md#servers
import { describe, expect, test } from "vitest";
import { App, enter, ExecutionError, InvalidError, type ServerOptions } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectError } from "../support/expect-error.js";

const app = new App("server-options");
const Recorded = app.server(
  { scaleupWindowMs: 5000, exitGracePeriodMs: 60_000, h2Enabled: true, computeRegion: ["eu", "us"], port: 9000 },
  class Recorded {
    load = enter(() => undefined);
  },
);
const Plain = app.server(
  {},
  class Plain {
    load = enter(() => undefined);
  },
);

/** A server with these options. */
function define(options: object): unknown {
  return new App("bad").server(
    { isolation: "inline", ...options } as ServerOptions,
    class A {
      load = enter(() => undefined);
    },
  );
}

describe("options that are recorded", () => {
  test("stand in the definition", () => {
    expect(Recorded.definition).toMatchObject({
      regions: ["eu", "us"],
      web: { port: 9000, scaleupWindowMs: 5000, exitGracePeriodMs: 60_000, h2Enabled: true },
    });
    const { web } = Plain.definition ?? {};
    expect(web).toMatchObject({ port: 8000 });
    for (const name of ["scaleupWindowMs", "exitGracePeriodMs", "h2Enabled"]) expect(web).not.toHaveProperty(name);
  });

  test.each([
    [{ scaleupWindowMs: 0 }, "scaleupWindowMs"],
    [{ exitGracePeriodMs: -1 }, "exitGracePeriodMs"],
    [{ exitGracePeriodMs: 3_600_001 }, "exitGracePeriodMs"],
    [{ h2Enabled: "yes" }, "h2Enabled"],
    [{ computeRegion: 1 }, "region"],
    [{ computeRegion: "eu", region: "us" }, "the same"],
  ])("are checked: %j", (options, fragment) => {
    expectError(() => define(options), InvalidError, fragment);
  });
});

test("a server has an id and a page while its app runs", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.run(app, () => {
    expect([Plain.objectId, Plain.isHydrated]).toEqual([expect.stringMatching(/^fu-/), true]);
    expect(Plain.getDashboardUrl()).toBe(`https://modal.com/id/${Plain.objectId}`);
  });
  world.within(() => expectError(() => Plain.getDashboardUrl(), ExecutionError, "Server.getDashboardUrl"));
});
