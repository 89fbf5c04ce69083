import { describe, expect, test } from "vitest";
import { keptCli } from "../../support/kept-cli.js";

describe("secret", () => {
  test("what one command makes, the next ones list, use and delete", async () => {
    const command = keptCli();
    const made = await command("secret", "create", "shop", "NAME=corner shop", "OPEN=9=17");
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toContain("Created a new secret 'shop' with the keys 'NAME', 'OPEN'.");
    expect(JSON.parse((await command("secret", "list", "--json")).stdout)).toEqual([
      { name: "shop", created_at: "2026-01-01T00:00:00.000Z", created_by: "emulator" },
    ]);
    expect(await command("run", "-q", "test/cli/kept/apps/shop.ts")).toEqual({
      code: 0,
      stdout: "corner shop 9=17\n",
      stderr: "",
    });
    expect(await command("secret", "delete", "shop", "--yes")).toMatchObject({
      code: 0,
      stdout: "Deleted secret 'shop'.\n",
    });
    expect(JSON.parse((await command("secret", "list", "--json")).stdout)).toEqual([]);
  });

  test("a table for people", async () => {
    const command = keptCli();
    await command("secret", "create", "shop", "A=1");
    const { stdout } = await command("secret", "list");
    expect(stdout.split("\n")[1]).toMatch(/^│ Name +│ Created at +│ Created by +│$/);
    expect(stdout.split("\n")[3]).toMatch(/^│ shop +│ 2026-01-01 00:00:00 UTC +│ emulator +│$/);
  });

  test("values from files; the command line has the last word", async () => {
    const command = keptCli();
    const dotenv = command.file("shop.env", "NAME=from dotenv\nOPEN='8'\n");
    const json = command.file("shop.json", JSON.stringify({ OPEN: "9" }));
    await command("secret", "create", "shop", "--from-dotenv", dotenv, "--from-json", json, "NAME=given");
    expect((await command("run", "-q", "test/cli/kept/apps/shop.ts")).stdout).toBe("given 9\n");
  });

  test("environments have secrets of their own", async () => {
    const command = keptCli();
    await command("secret", "create", "shop", "A=1", "-e", "dev");
    expect(JSON.parse((await command("secret", "list", "--json")).stdout)).toEqual([]);
    expect(JSON.parse((await command("secret", "list", "--json", "-e", "dev")).stdout)).toHaveLength(1);
  });

  test("--force replaces", async () => {
    const command = keptCli();
    await command("secret", "create", "shop", "NAME=old", "OPEN=8");
    expect(await command("secret", "create", "shop", "NAME=new")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'Secret "shop" exists already in environment "main". Give --force to replace it.',
      ),
    });
    expect(await command("secret", "create", "shop", "NAME=new", "OPEN=8", "--force")).toMatchObject({ code: 0 });
    expect((await command("run", "-q", "test/cli/kept/apps/shop.ts")).stdout).toBe("new 8\n");
  });

  test("secrets of a run's own command line are not kept, and leave those that are", async () => {
    const command = keptCli();
    await command("secret", "create", "shop", "NAME=kept", "OPEN=8");
    const own = ["--secret", "shop=NAME=own", "--secret", "shop=OPEN=9", "--secret", "other=A=1"];
    expect((await command("run", "-q", ...own, "test/cli/kept/apps/shop.ts")).stdout).toBe("own 9\n");
    expect((await command("run", "-q", "test/cli/kept/apps/shop.ts")).stdout).toBe("kept 8\n");
    expect(JSON.parse((await command("secret", "list", "--json")).stdout)).toHaveLength(1);
  });

  test.each([
    [["create", "shop"], 2, "You need to specify at least one key for your secret."],
    [["create", "shop", "=1"], 2, 'Invalid key: "".'],
    [["create", "shop", "A=1", "B"], 2, 'A value of a secret is KEY=VALUE: number 2 of them has no "=".'],
    [["create"], 2, "Missing argument NAME."],
    [["create", "a b", "A=1"], 1, "InvalidError"],
    [["create", "shop", "--from-json", "no.json"], 2, "no.json cannot be read (ENOENT)."],
    [["create", "shop", "--from-dotenv", "no.env"], 2, "no.env cannot be read (ENOENT)."],
    [["delete", "shop", "--yes"], 1, 'NotFoundError: Secret "shop" does not exist'],
    [["delete", "shop"], 1, "There is no terminal to answer: give --yes."],
    [["delete"], 2, "Missing argument NAME."],
    [["lst"], 2, "No such command: lst. Did you mean `list`?"],
    [["list", "--jsn"], 2, "No such option: --jsn. Did you mean --json?"],
    [["list", "extra"], 2, "Too many arguments: extra."],
  ])("%j is refused", async (words, code, message) => {
    const result = await keptCli()("secret", ...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });

  test.each([
    ["shop.json", "{", "--from-json", "Could not parse JSON file"],
    ["shop.json", '{"A":hunter2}', "--from-json", "shop.json holds no JSON"],
    ["shop.json", "[1]", "--from-json", "Could not parse JSON file"],
    ["shop.json", '{"A":1}', "--from-json", "Non-string value for secret: A is of type number."],
    ["shop.json", '{"A":null}', "--from-json", "Non-string value for secret: A is null."],
    ["shop.env", "# A\nA\n", "--from-dotenv", 'shop.env has no "=".'],
  ])("%s with %s is refused", async (name, content, option, message) => {
    const command = keptCli();
    const result = await command("secret", "create", "shop", option, command.file(name, content));
    expect(result.stderr).not.toContain("hunter2");
    expect(result).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
  test("--allow-missing", async () => {
    expect(await keptCli()("secret", "delete", "shop", "--yes", "--allow-missing")).toMatchObject({ code: 0 });
  });
});
