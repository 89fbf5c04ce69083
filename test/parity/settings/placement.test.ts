// Modal: docs/modal/secrets-proxies-workspaces.md#placement
import { describe, expect } from "vitest";
import { App, enter, InvalidError, method, SchedulerPlacement } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../../support/expect-error.js";

const app = new App("placed");
const zoned = app.function({ schedulerPlacement: SchedulerPlacement.zone("us-east-1a") }, async function zoned() {
  return process.env["MODAL_REGION"];
});
const onDemand = app.function(
  { schedulerPlacement: new SchedulerPlacement({ region: ["us-east", "eu-west"], spot: false, instanceType: "m5" }) },
  async function onDemand() {
    return process.env["MODAL_REGION"];
  },
);
const Zoned = app.cls(
  { schedulerPlacement: SchedulerPlacement.zone("eu-west-2b") },
  class Zoned {
    zone: string | undefined;
    load = enter(() => void (this.zone = process.env["MODAL_REGION"]));
    read = method(async () => this.zone);
  },
);

describe("the option schedulerPlacement", () => {
  test("its zone is the containers' MODAL_REGION", async ({ world }) => {
    await world.run(app, async () => {
      expect(await zoned.remote()).toBe("us-east-1a");
      expect(await new Zoned().read.remote()).toBe("eu-west-2b");
      expect(await onDemand.remote()).toBe("local");
    });
  });

  test("is in the definition, its regions and its kind of machine where their own options stand", () => {
    expect(onDemand.definition).toMatchObject({
      regions: ["us-east", "eu-west"],
      nonpreemptible: true,
      schedulerPlacement: { lifecycle: "on-demand", instanceTypes: ["m5"] },
    });
    expect(zoned.definition).toMatchObject({ regions: [], nonpreemptible: false });
  });

  test("on demand is not preempted", ({ world }) => {
    expectError(() => world.faults.preempt(onDemand), InvalidError, "nonpreemptible");
    world.faults.preempt(zoned, { optional: true });
  });

  test.for([
    [{ region: "us-east" }, '"region" and "schedulerPlacement" cannot be used together'],
    [{ nonpreemptible: false }, '"nonpreemptible" and "schedulerPlacement" cannot be used together'],
    [{ schedulerPlacement: { zone: "a" } }, '"schedulerPlacement" must be a SchedulerPlacement'],
  ] as const)("is refused beside what it says, and as something else: %j", ([options, message]) => {
    const placement = SchedulerPlacement.zone("a");
    expectError(
      () => app.function({ schedulerPlacement: placement, ...options } as never, async function other() {}),
      InvalidError,
      message,
    );
  });
});
