import { describe, expect, test } from "vitest";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";

async function names(command: KeptCli, ...words: string[]): Promise<Record<string, unknown>> {
  const list = JSON.parse((await command("environment", "list", "--json", ...words)).stdout) as {
    name: string;
    active: string;
  }[];
  return Object.fromEntries(list.map(({ name, active }) => [name, active]));
}

describe("environment", () => {
  test("create, list, delete", async () => {
    const command = keptCli();
    expect(await command("environment", "create", "dev")).toEqual({
      code: 0,
      stdout: "✓ Environment created: dev\n",
      stderr: "",
    });
    expect((await command("environment", "list")).stdout).toMatch(
      /│ name │ web suffix │ active │[^]*│ main │ +│ True +│[^]*│ dev /,
    );
    expect(JSON.parse((await command("environment", "list", "--json")).stdout)).toEqual([
      { name: "main", web_suffix: "", active: "True" },
      { name: "dev", web_suffix: "", active: "False" },
    ]);
    expect(await names(command, "-e", "dev")).toEqual({ main: "False", dev: "True" });
    expect(await command("environment", "delete", "dev", "-y")).toMatchObject({ code: 0, stderr: "" });
    expect(await names(command)).toEqual({ main: "True" });
  });

  test.each([
    [["--restricted"], "✓ Restricted Environment created: dev\n"],
    [["--restricted", "--default-role", "viewer"], "✓ Restricted Environment created: dev\n"],
    [["--default-role", "contributor"], "✓ Environment created: dev\n"],
    [["--public"], "✓ Public Environment created: dev\n"],
  ])("create %j", async (words, stdout) => {
    expect(await keptCli()("environment", "create", "dev", ...words)).toEqual({ code: 0, stdout, stderr: "" });
  });

  test("roles: who may do what is kept", async () => {
    const command = keptCli();
    await command("environment", "create", "dev", "--restricted", "--default-role", "viewer");
    const roles = async (...words: string[]): Promise<string> =>
      (await command("environment", "roles", "list", ...words)).stdout;
    expect(JSON.parse(await roles("dev", "--json"))).toEqual({ users: { emulator: "viewer" }, service_users: {} });
    expect(JSON.parse(await roles("dev", "--json", "--exclude-default"))).toEqual({ users: {}, service_users: {} });
    expect(JSON.parse(await roles("main", "--json"))).toMatchObject({ users: { emulator: "contributor" } });
    expect(await roles("dev")).toMatch(/│ name +│ role +│[^]*│ emulator +│ viewer +│/);
    await command("environment", "update", "dev", "--set-name", "stage");
    expect(JSON.parse(await roles("stage", "--json"))).toMatchObject({ users: { emulator: "viewer" } });
  });

  test("delete takes along all that is in it", async () => {
    const command = keptCli();
    await command("secret", "create", "shop", "NAME=a", "OPEN=b", "-e", "dev");
    await command("deploy", "test/cli/kept/apps/shop.ts", "-e", "dev");
    expect(JSON.parse((await command("app", "list", "--json", "-e", "dev")).stdout)).toHaveLength(1);
    await command("environment", "delete", "dev", "-y");
    for (const kind of ["app", "secret"])
      expect(JSON.parse((await command(kind, "list", "--json", "-e", "dev")).stdout)).toEqual([]);
  });

  test("update --set-name takes along all that is in it", async () => {
    const command = keptCli();
    await command("secret", "create", "shop", "NAME=corner", "OPEN=8", "-e", "dev");
    expect(await command("deploy", "test/cli/kept/apps/shop.ts", "-e", "dev")).toMatchObject({ code: 0 });
    expect(await command("environment", "update", "dev", "--set-name", "stage")).toEqual({
      code: 0,
      stdout: "✓ Environment updated\n",
      stderr: "",
    });
    expect(await names(command)).toEqual({ main: "True", stage: "False" });
    expect(JSON.parse((await command("secret", "list", "--json", "-e", "dev")).stdout)).toEqual([]);
    expect(JSON.parse((await command("secret", "list", "--json", "-e", "stage")).stdout)).toHaveLength(1);
    expect(JSON.parse((await command("app", "list", "--json", "-e", "stage")).stdout)).toHaveLength(1);
    expect((await command("run", "-q", "-e", "stage", "test/cli/kept/apps/shop.ts")).stdout).toBe("corner 8\n");
  });

  test.each([
    [["create", "a"], 1, "InvalidError: Invalid Environment name"],
    [["create", "main"], 1, 'AlreadyExistsError: Environment "main" exists already.'],
    [["create", "dev", "--default-role", "king"], 2, 'Invalid value for --default-role: "king" is not one of'],
    [["create", "dev", "--default-role", "viewer"], 1, "needs --restricted"],
    [["update", "taken"], 2, "You need to give at least one new property, by --set-name or --set-web-suffix."],
    [["update", "taken", "--set-web-suffix", "x"], 2, "there is no web suffix"],
    [["update", "taken", "--set-name", "a"], 1, "InvalidError: Invalid Environment name"],
    [["update", "taken", "--set-name", "main"], 1, 'AlreadyExistsError: Environment "main" exists already.'],
    [["update", "nope", "--set-name", "dev"], 1, 'NotFoundError: Environment "nope" does not exist'],
    [["update", "main", "--set-name", "dev"], 1, "it keeps its name"],
    [["delete", "nope"], 1, 'NotFoundError: Environment "nope" does not exist'],
    [["delete", "taken"], 1, "There is no terminal to answer: give --yes."],
    [["roles", "list", "nope"], 1, 'NotFoundError: Environment "nope" does not exist'],
    [["roles", "update", "taken", "Ann"], 2, "Missing option --role."],
    [["roles", "update", "taken", "Ann", "--role", "king"], 2, 'Invalid value for --role: "king" is not one of'],
    [["roles", "update", "taken", "Ann", "--role", "viewer"], 1, 'User "Ann" not found in workspace.'],
    [["roles", "update", "taken", "Ann", "--role", "viewer", "--service-user"], 1, 'Service user "Ann" not found'],
    [["roles", "update", "taken", "emulator", "--role", "viewer"], 1, 'Environment "taken" is not restricted.'],
    [["roles", "update", "closed", "emulator", "--role", "viewer"], 1, "the role of an owner of the workspace cannot"],
    [["members", "list", "main"], 2, "There is no command `environment members` offline."],
    [["billing", "report", "main"], 2, "There is no command `environment billing` offline."],
  ])("%j is refused", async (words, code, message) => {
    const command = keptCli();
    await command("environment", "create", "taken");
    await command("environment", "create", "closed", "--restricted");
    const result = await command("environment", ...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain("    at ");
  });
});
