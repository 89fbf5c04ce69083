// Modal: docs/modal/command-line.md#stored-things
import { describe, expect, test } from "vitest";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";
import { type Serving, serving } from "../../support/serving.js";

const FILE = "test/cli/kept/apps/waiting.ts";

interface Served extends Serving {
  ask(tag: string): Promise<unknown>;
  list(...words: string[]): Promise<Record<string, string>[]>;
}

async function served(command: KeptCli): Promise<Served> {
  await command("deploy", FILE);
  const going = serving("--state", command.folder);
  const urls = new Map<string, string>();
  for (const tag of ["wait", "open", "box"])
    urls.set(tag, (await going.until(new RegExp(` {2}${tag} {2}(http://127.0.0.1:\\d+)`)))[1] ?? "");
  return {
    ...going,
    ask: async (tag) => (await fetch(urls.get(tag) ?? "")).json(),
    list: async (...words) =>
      JSON.parse((await command("container", "list", "--json", ...words)).stdout) as Record<string, string>[],
  };
}

describe("container", () => {
  test("list has those that run now, the newest first", async () => {
    const command = keptCli();
    const { ask, list, stop } = await served(command);
    expect(await list()).toEqual([]);
    await ask("open");
    await ask("wait");
    const found = await list();
    expect(found).toHaveLength(2);
    const [{ app_id: appId = "" } = {}] = found;
    expect(found[0]).toEqual({
      container_id: expect.stringMatching(/^ta-/),
      app_id: expect.stringMatching(/^ap-/),
      app_name: "waiting",
      start_time: expect.stringMatching(/^\d{4}-/),
    });
    expect(await list("--app-id", appId)).toHaveLength(2);
    expect(await list("--app-id", "ap-other")).toEqual([]);
    expect(await list("-e", "dev")).toEqual([]);
    const { stdout } = await command("container", "list");
    expect(stdout.split("\n")[1]).toMatch(/^│ Container ID +│ App ID +│ App Name │ Start Time +│$/);
    await stop();
  });

  test("logs of one, also when it has ended", async () => {
    const command = keptCli();
    const { ask, list, stop } = await served(command);
    await ask("open");
    await ask("wait");
    const [{ container_id: waiting = "" } = {}, { container_id: opening = "" } = {}] = await list();
    expect((await command("container", "logs", waiting)).stdout).toBe("waiting\n");
    expect((await command("container", "logs", opening)).stdout).toBe("");
    expect((await command("container", "stop", waiting, "-y")).stdout).toBe(`Stopped container ${waiting}.\n`);
    expect((await list()).map((each) => each["container_id"])).toEqual([opening]);
    await stop();
    expect((await command("container", "logs", waiting, "--search", "wait")).stdout).toBe("waiting\n");
    expect(await command("container", "logs", opening)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Nothing runs now: `modal-emulator serve` runs what is deployed."),
    });
  });

  test("stop: what it does is done again by another; --graceful: it ends that first", async () => {
    const command = keptCli();
    const { ask, list, until, stop } = await served(command);
    const answer = ask("wait");
    await until(/waiting\n/);
    const [{ container_id: first = "" } = {}] = await list();
    await command("container", "stop", first, "--yes");
    await until(/waiting\n/);
    const [{ container_id: second = "" } = {}] = await list();
    expect(second).not.toBe(first);
    expect((await command("container", "stop", second, "--graceful", "-y")).stdout).toBe(
      `Container ${second} stops when its inputs are done.\n`,
    );
    expect((await list()).map((each) => each["container_id"])).toEqual([second]);
    await ask("open");
    expect(await answer).toBe("a door opened");
    expect((await list()).map((each) => each["container_id"])).not.toContain(second);
    await stop();
  });

  test("exec runs a command in a sandbox, and ends with its code; containers of functions have none", async () => {
    const command = keptCli();
    const { ask, list, stop } = await served(command);
    const sandbox = String(await ask("box"));
    const [{ container_id: id = "" } = {}, { container_id: other = "" } = {}] = await list();
    for (const name of [id, sandbox])
      expect(await command("container", "exec", name, "sh", "-c", "echo out; echo err >&2; cat; exit 3")).toEqual({
        code: 3,
        stdout: "out\n",
        stderr: "err\n",
      });
    expect(await command("container", "exec", other, "ls")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("runs function `box`: commands run in containers of sandboxes only."),
    });
    expect((await command("container", "stop", sandbox, "-y")).code).toBe(0);
    expect((await list()).map((each) => each["container_id"])).toEqual([other]);
    await stop();
  });

  test("nothing runs while nothing is served", async () => {
    const command = keptCli();
    await command("deploy", FILE);
    expect((await command("container", "list", "--json")).stdout).toBe("[]\n");
  });

  test.each([
    [["logs", "ta-1"], 1, "NotFoundError: There is no container ta-1 that runs. Nothing runs now: "],
    [["exec", "ta-1", "ls", "-l"], 1, "NotFoundError: There is no container ta-1 that runs."],
    [["stop", "ta-1"], 1, "NotFoundError: There is no container ta-1 that runs."],
    [["exec", "ta-1"], 2, "Missing argument COMMAND"],
    [["stop"], 2, "Missing argument CONTAINER_ID."],
    [["lst"], 2, "No such command: lst. Did you mean `list`?"],
    [["list", "--jsn"], 2, "No such option: --jsn. Did you mean --json?"],
  ])("%j is refused", async (words, code, message) => {
    expect(await keptCli()("container", ...words)).toMatchObject({
      code,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
  });
});
