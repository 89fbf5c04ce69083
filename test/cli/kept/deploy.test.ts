import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";

const GREETING = readFileSync("test/cli/kept/apps/greeting-1.ts", "utf8");
const ASKING = "test/cli/kept/apps/asking.ts";

/** The app with another greeting. */
const greetingOf = (word: string): string => GREETING.replace("hello", word);

async function deployed(command: KeptCli, word = "hello", ...options: string[]): Promise<string> {
  const result = await command("deploy", command.file("greeting.ts", greetingOf(word)), ...options);
  expect(result).toMatchObject({ code: 0, stderr: "" });
  return result.stdout;
}

const ask = async (command: KeptCli): Promise<string> => (await command("run", "-q", ASKING)).stdout.trim();

const listed = async (command: KeptCli, ...words: string[]): Promise<unknown[]> =>
  JSON.parse((await command(...words, "--json")).stdout) as unknown[];

describe("deploy", () => {
  test("what is deployed is found by its name in other commands", async () => {
    const command = keptCli();
    const stdout = await deployed(command);
    expect(stdout).toMatch(
      /^✓ Deployed app greeting, version 1 \(ap-\w{22}\)\.\n {2}greet\n {2}nightly\n {2}hi {2}http/,
    );
    expect(await ask(command)).toBe("greeting you\nhello you");
    const [, id] = /\((ap-\w+)\)/.exec(stdout) ?? [];
    expect(await listed(command, "app", "list")).toEqual([
      {
        app_id: id,
        description: "greeting",
        state: "deployed",
        tasks: 0,
        created_at: "2026-01-01T00:00:00.000Z",
        stopped_at: null,
      },
    ]);
  });

  test("an app keeps the code that it was deployed with, until it is deployed again", async () => {
    const command = keptCli();
    await deployed(command);
    command.file("greeting.ts", greetingOf("good day"));
    expect(await ask(command)).toContain("hello you");
    await deployed(command, "good day", "--tag", "polite");
    expect(await ask(command)).toContain("good day you");
    expect(await listed(command, "app", "history", "greeting")).toMatchObject([
      { version: "v2", tag: "polite", rollback_to: null },
      { version: "v1", tag: "", rollback_to: null },
    ]);
  });

  test("rollback deploys an earlier version again, rollover the present one", async () => {
    const command = keptCli();
    for (const word of ["hello", "good day", "hey"]) await deployed(command, word);
    expect((await command("app", "rollback", "greeting")).stdout).toBe("Rolled back app 'greeting' to v2, as v4.\n");
    expect(await ask(command)).toContain("good day");
    expect((await command("app", "rollback", "greeting", "v1")).stdout).toBe(
      "Rolled back app 'greeting' to v1, as v5.\n",
    );
    expect(await ask(command)).toContain("hello");
    expect((await command("app", "rollover", "greeting", "--strategy", "recreate")).stdout).toContain("as v6");
    expect(await ask(command)).toContain("hello");
    expect(await listed(command, "app", "history", "greeting")).toMatchObject(
      [undefined, "v1", "v2", undefined, undefined, undefined].map((back) => ({ rollback_to: back ?? null })),
    );
  });

  test("a stopped app is not found, and goes on under another id when it is deployed again", async () => {
    const command = keptCli();
    const first = await deployed(command);
    expect((await command("app", "stop", "greeting", "--yes")).stdout).toContain("Stopped app 'greeting'");
    expect(await command("run", "-q", ASKING)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Lookup failed for Function "greet" of app "greeting"'),
    });
    const second = await deployed(command);
    const [before, after] = [first, second].map((text) => /ap-\w+/.exec(text)?.[0]);
    expect(before).not.toBe(after);
    expect(await listed(command, "app", "list")).toMatchObject([
      { app_id: after, state: "deployed" },
      { app_id: before, state: "stopped", stopped_at: "2026-01-01T00:00:00.000Z" },
    ]);
  });

  test("--name and environments tell deployments of one file apart", async () => {
    const command = keptCli();
    await deployed(command, "hello", "--name", "other");
    await deployed(command, "moin", "-e", "dev");
    expect(await listed(command, "app", "list")).toMatchObject([{ description: "other" }]);
    expect(await listed(command, "app", "list", "-e", "dev")).toMatchObject([{ description: "greeting" }]);
    expect((await command("run", "-q", "--env", "dev", ASKING)).stdout).toContain("moin you");
  });

  test("schedules of deployed apps do not fire while others run", async () => {
    const command = keptCli();
    await deployed(command);
    const { stdout } = await command("run", "-q", ASKING, "--hours", "20");
    expect(stdout).toBe("greeting you\nhello you\n");
  });

  test.each([
    ["no file", ["deploy"], 2, "Missing argument APP_REF."],
    ["a file that is not there", ["deploy", "no.ts"], 1, "No such file: no.ts."],
    [
      "a file without an app",
      ["deploy", "test/support/expect-error.ts"],
      1,
      "makes no app: there is nothing to deploy.",
    ],
    ["a variable that is not there", ["deploy", "test/cli/kept/apps/greeting-1.ts::ap"], 1, "Did you mean `app`?"],
    ["a variable that is no app", ["deploy", "test/cli/kept/apps/greeting-1.ts::greet"], 1, "`greet` of"],
    ["a dotted path", ["deploy", "test/cli/kept/apps/greeting-1.ts::app.greet"], 2, "names no variable with an app"],
    [
      "an app without a name",
      ["deploy", "test/cli/kept/apps/nameless.ts"],
      1,
      "ExecutionError: An app that is deployed needs a name",
    ],
    [
      "a bad strategy",
      ["deploy", "x.ts", "--strategy", "slow"],
      2,
      'Invalid value for --strategy: "slow" is not one of rolling, recreate.',
    ],
    ["a long tag", ["deploy", "test/cli/kept/apps/greeting-1.ts", "--tag", "x".repeat(51)], 1, "InvalidError"],
    ["a bad name", ["deploy", "test/cli/kept/apps/greeting-1.ts", "--name", "a b"], 1, "InvalidError"],
    ["history of no app", ["app", "history", "greeting"], 1, 'There is no app "greeting" in environment "main".'],
    ["logs of no app", ["app", "logs", "greeting"], 1, 'There is no app "greeting" in environment "main".'],
    ["stop of no app", ["app", "stop", "greeting"], 1, 'There is no app "greeting" in environment "main".'],
  ])("%s is refused", async (_, words, code, message) => {
    const command = keptCli();
    const result = await command(...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain("    at ");
  });

  test.each([
    [["rollback", "greeting"], 1, 'App "greeting" has no version before v1.'],
    [["rollback", "greeting", "v7"], 1, 'App "greeting" has no version v7'],
    [["rollback", "greeting", "first"], 2, 'Invalid version "first": it is v5 or 5.'],
    [["history", "greetin"], 1, 'Did you mean "greeting"?'],
    [["stop", "greeting"], 1, "There is no terminal to answer: give --yes."],
    [["logs", "greeting", "--follow", "--tail", "1"], 2, "--follow cannot be combined"],
    [["logs", "greeting", "--tail", "0"], 2, "--tail must be more than 0."],
    [["logs", "greeting", "--tail", "few"], 2, '"few" is not a whole number.'],
    [["logs", "greeting", "--since", "soon"], 2, 'Invalid value for --since: "soon" is neither a moment'],
  ])("%j of a deployed app is refused", async (words, code, message) => {
    const command = keptCli();
    await deployed(command);
    expect(await command("app", ...words)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});

describe("app logs", () => {
  test("shows what an app has written in other commands, filtered", async () => {
    const command = keptCli();
    await deployed(command);
    for (const name of ["Ann", "Bob", "Cy"]) await command("run", "-q", ASKING, "--name", name);
    const logs = async (...words: string[]): Promise<string[]> =>
      (await command("app", "logs", "greeting", ...words)).stdout.split("\n").slice(0, -1);
    expect(await logs()).toEqual(["greeting Ann", "greeting Bob", "greeting Cy"]);
    expect(await logs("--tail", "1")).toEqual(["greeting Cy"]);
    expect(await logs("--search", "Bob")).toEqual(["greeting Bob"]);
    expect(await logs("--function", "greet", "--timestamps", "-n", "1")).toEqual([
      "2026-01-01T00:00:00.000Z greeting Cy",
    ]);
    expect(await logs("--function", "nightly")).toEqual([]);
    expect(await logs("--source", "stderr")).toEqual([]);
    expect(await logs("--since", "1h")).toHaveLength(3);
    expect(await logs("--until", "2025-12-31")).toEqual([]);
    const [line = ""] = await logs("--show-container-id", "--show-function-call-id", "--show-function-id");
    const [, container = "", call = ""] =
      /^\[fu-\w+ (?=fc-\w+ (ta-\w+))(fc-\w+) ta-\w+\] greeting Ann$/.exec(line) ?? [];
    expect(await logs("--container", container)).toEqual(["greeting Ann"]);
    expect(await logs("--function-call", call)).toEqual(["greeting Ann"]);
  });
});
