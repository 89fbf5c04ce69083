// Modal: docs/modal/secrets-proxies-workspaces.md#placement
import { describe, expect, test } from "vitest";
import { InvalidError, SchedulerPlacement } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

describe("SchedulerPlacement", () => {
  test("takes one name or several", () => {
    expect(new SchedulerPlacement({ region: "us-east", instanceType: ["a", "b"] }).definition).toEqual({
      regions: ["us-east"],
      instanceTypes: ["a", "b"],
    });
  });
  test("spot is a life cycle, or none", () => {
    expect(new SchedulerPlacement({ spot: true }).definition.lifecycle).toBe("spot");
    expect(new SchedulerPlacement({ spot: false }).definition.lifecycle).toBe("on-demand");
    expect(new SchedulerPlacement().definition).not.toHaveProperty("lifecycle");
  });
  test("zone makes a placement in one zone", () => {
    expect(SchedulerPlacement.zone("us-east-1a").definition).toEqual({
      regions: [],
      instanceTypes: [],
      zone: "us-east-1a",
    });
  });
  test("wrong types are refused", () => {
    // @ts-expect-error a number
    expectError(() => SchedulerPlacement.zone(1), InvalidError, '"zone" must be a non-empty string, got 1');
    // @ts-expect-error a string
    expectError(() => new SchedulerPlacement({ spot: "yes" }), InvalidError, '"spot"', '"yes"');
    // @ts-expect-error a number
    expectError(() => new SchedulerPlacement({ region: 1 }), InvalidError, '"region"', "got 1");
  });
});
