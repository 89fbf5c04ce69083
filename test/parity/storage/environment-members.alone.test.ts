import { expect } from "vitest";
import { Environment } from "modal-emulator";
import { test } from "modal-emulator/vitest";

// a process is warned once
test("members is an older name", async ({ world }) => {
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  await world.within(async () => {
    expect(await Environment.fromName("main").members.list({ excludeDefault: true })).toEqual({
      users: {},
      serviceUsers: {},
    });
  });
  expect((await warned).message).toContain("environment.members is deprecated. Use environment.roles.");
});
