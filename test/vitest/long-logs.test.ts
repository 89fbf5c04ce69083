import { expect, test } from "vitest";
import { App } from "../../src/api/app/app.js";
import { Cron } from "../../src/api/schedules/cron.js";
import { Emulator } from "../../src/emulator/world/emulator.js";
import { matchers } from "../../src/testing/matchers/matchers.js";
import { setWorldOf } from "../../src/testing/matchers/test-worlds.js";

test("matchers say that they cannot know, if the first events of the world are not kept", async () => {
  const app = new App("long");
  const tick = app.function(
    { name: "tick", isolation: "inline", schedule: new Cron("* * * * *"), cpu: 1 },
    () => undefined,
  );
  await using world = await Emulator.start({ threads: 0, events: { keep: 1 } });
  const task = {};
  setWorldOf(task, world);
  const results = (): unknown[] =>
    Object.entries(matchers).map(([name, matcher]) => {
      try {
        const argument = {
          toHaveScaledTo: 1,
          toHaveResult: 1,
          toHaveFiredAt: "2026-01-01T00:01:00Z",
          toCostLessThan: 1,
        }[name];
        return Reflect.apply(matcher, { task, equals: Object.is }, [
          tick,
          ...(argument === undefined ? [] : [argument]),
        ]) as unknown;
      } catch (error) {
        return `${name} ${String(error)}`;
      }
    });
  await world.deploy(app);
  await world.clock.advance({ minutes: 1 });
  for (const result of results()) expect(result).toHaveProperty("pass");
  await world.clock.advance({ hours: 4 });
  expect(world.events.dropped).toBeGreaterThan(0);
  for (const [index, name] of Object.keys(matchers).entries())
    expect(results()[index]).toMatch(
      new RegExp(
        `^${name} InvalidError: ${name}: the first \\d+ events of this world are not kept any more.*events: \\{ keep`,
      ),
    );
});
