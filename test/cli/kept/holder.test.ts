import { describe, expect, test } from "vitest";
import { StateLock } from "../../../src/cli/state/state-lock.js";
import { statePlace } from "../../../src/cli/state/state-place.js";
import { toldCommand } from "../../../src/cli/state/told-command.js";
import { keptCli } from "../../support/kept-cli.js";

test("the name of a `serve` that was killed, while another command has the lock, lets nobody in", async () => {
  const command = keptCli();
  await command("secret", "create", "one", "A=1");
  const place = statePlace("/", command.folder);
  await using lock = await StateLock.take(place, { pid: 4711, command: "serve", door: { port: 1, token: "x" } });
  expect(lock).toBeDefined();
  expect(JSON.parse((await command("secret", "list", "--json")).stdout)).toMatchObject([{ name: "one" }]);
  expect(await command.with({ patienceMs: 0 }, "secret", "create", "two", "A=1")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("is in use by process 4711 (serve)"),
  });
});

describe("what others are told of a command that holds a state", () => {
  test.each([
    [["run", "long.ts", "hunter2"], "run long.ts"],
    [["run", "--secret", "db=PASSWORD=hunter2", "long.ts"], "run"],
    [["secret", "create", "db", "PASSWORD=hunter2"], "secret create"],
    [["serve", "PASSWORD=hunter2"], "serve"],
    [["run", "a\u001B[2J\u009B.ts"], "run a\\u001b[2J\\u009b.ts"],
    [["serve"], "serve"],
  ])("%j", (argv, told) => {
    expect(toldCommand(argv)).toBe(told);
  });
});
