import { readFileSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { connect } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { type KeptCli, keptCli } from "../../support/kept-cli.js";
import { type Serving, serving } from "../../support/serving.js";
import { HeardText } from "../../support/heard-text.js";

const GREETING = readFileSync("test/cli/kept/apps/greeting-1.ts", "utf8");
const URL_OF = (tag: string): RegExp => new RegExp(`  ${tag}  (http://127.0.0.1:\\d+)`);

const serve = (command: KeptCli, ...words: string[]): Serving => serving("--state", command.folder, ...words);

async function served(command: KeptCli): Promise<Serving & { readonly url: string }> {
  await command("deploy", command.file("greeting.ts", GREETING));
  const going = serve(command);
  const [, url = ""] = await going.until(URL_OF("hi"));
  return { ...going, url };
}

const json = async (command: KeptCli, ...words: string[]): Promise<Record<string, unknown>[]> =>
  JSON.parse((await command(...words, "--json")).stdout) as Record<string, unknown>[];

describe("serve of what is deployed", () => {
  test("serves its web functions and schedules, and keeps what it stores and logs", async () => {
    const command = keptCli();
    const { url, until, stop } = await served(command);
    await until(/nightly {2}0 3 \* \* \*, next /);
    expect(await (await fetch(`${url}/?name=Ann`)).text()).toBe('"hello Ann"');
    await until(/hi: GET \/\S* 200/);
    expect((await stop()).code).toBe(0);
    expect((await command("app", "logs", "greeting")).stdout).toBe("asked for Ann\ngreeting Ann\n");
    expect(await json(command, "app", "list")).toMatchObject([{ description: "greeting", state: "deployed" }]);
  });

  test("other commands work on the world that is served", async () => {
    const command = keptCli();
    const { url, until, stop } = await served(command);
    expect(await command("secret", "create", "one", "A=1")).toMatchObject({ code: 0, stderr: "" });
    expect(await json(command, "secret", "list")).toMatchObject([{ name: "one" }]);
    await fetch(`${url}/?name=Bob`);
    await until(/hi: GET \/\S* 200/);
    expect((await command("app", "logs", "greeting")).stdout).toBe("asked for Bob\ngreeting Bob\n");
    expect((await command("app", "list", "--json")).stdout).toContain('"state": "deployed"');
    await command("deploy", command.file("greeting.ts", GREETING.replace("hello", "good day")));
    await until(/✓ Changed\./);
    expect(await (await fetch(`${url}/?name=Cy`)).text()).toBe('"good day Cy"');
    await command("app", "rollback", "greeting");
    expect(await (await fetch(`${url}/?name=Cy`)).text()).toBe('"hello Cy"');
    await command("app", "stop", "greeting", "-y");
    await until(/No web functions\./);
    await stop();
    expect(await json(command, "secret", "list")).toMatchObject([{ name: "one" }]);
    expect(await json(command, "app", "history", "greeting")).toMatchObject([
      { version: "v3", rollback_to: "v1" },
      { version: "v2" },
      { version: "v1" },
    ]);
    expect(await json(command, "app", "list")).toMatchObject([{ state: "stopped" }]);
  });

  test("app logs --follow shows what is written from then on, until Ctrl-C", async () => {
    const command = keptCli();
    const { url, until, stop } = await served(command);
    await fetch(`${url}/?name=before`);
    await until(/hi: GET \/\S* 200/);
    const interrupt = new AbortController();
    const heard = new HeardText();
    const following = command.with(
      { signal: interrupt.signal, onWrite: (_, text) => heard.write(text) },
      "app",
      "logs",
      "greeting",
      "--follow",
      "--search",
      "greeting",
    );
    const isOver = following.then((result) => Promise.reject(new Error(JSON.stringify(result))));
    isOver.catch(() => undefined);
    await heard.until(/greeting before\n/, isOver);
    await fetch(`${url}/?name=after`);
    await heard.until(/greeting after\n/, isOver);
    interrupt.abort();
    expect(await following).toEqual({
      code: 130,
      stdout: "greeting before\ngreeting after\n",
      stderr: "Interrupted.\n",
    });
    await stop();
  });

  test("what goes wrong there is told here", async () => {
    const command = keptCli();
    const { stop } = await served(command);
    await command("secret", "create", "one", "A=1");
    expect(await command("secret", "create", "one", "A=1")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: 'AlreadyExistsError: Secret "one" exists already in environment "main". Give --force to replace it.\n',
    });
    expect(await command("secret", "delete", "one")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no terminal to answer: give --yes."),
    });
    expect(await command("secret", "create", "two")).toMatchObject({ code: 2 });
    expect(await command("deploy", "no.ts")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("No such file"),
    });
    await stop();
  });

  test("a run begins with what was kept last, and keeps nothing", async () => {
    const command = keptCli();
    const { stop } = await served(command);
    expect(await command("run", "-q", "test/cli/kept/apps/asking.ts")).toEqual({
      code: 0,
      stdout: "greeting you\nhello you\n",
      stderr: expect.stringMatching(
        /^The state is served by process \d+ \(serve\). This begins with what was kept last, and keeps nothing\.\n$/,
      ),
    });
    await stop();
    expect((await command("app", "logs", "greeting")).stdout).toBe("");
  });

  test("one state is served once; it cannot be imported or deleted meanwhile", async () => {
    const command = keptCli();
    const { stop } = await served(command);
    expect(await command("serve")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The state is served by process"),
    });
    expect(await command("state", "reset", "-y")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("end it first"),
    });
    const exported = join(command.directory, "export");
    await command("state", "export", exported);
    expect(await command("state", "import", exported, "-y")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("`serve` uses the state: end it before a state is imported."),
    });
    await stop();
  });

  test("nobody without the token of the state gets in, and nonsense does not harm", async () => {
    const command = keptCli();
    const { stop } = await served(command);
    const { door } = JSON.parse(readFileSync(join(command.folder, "holder.json"), "utf8")) as {
      door: { port: number };
    };
    const request = { argv: ["secret", "create", "evil", "A=1"], directory: "/", isTTY: false };
    for (const text of [
      JSON.stringify({ ...request, token: "x".repeat(32) }),
      JSON.stringify(request),
      "nonsense",
      "null",
      "{}",
    ]) {
      const socket = connect({ port: door.port, host: "127.0.0.1" });
      socket.on("error", () => undefined);
      socket.write(`${text}\n`);
      await once(socket, "close");
    }
    expect(await json(command, "secret", "list")).toEqual([]);
    await stop();
  });

  test("a state that is deleted meanwhile is not written into again", async () => {
    const command = keptCli();
    const { stop } = await served(command);
    rmSync(command.folder, { recursive: true });
    await command("secret", "create", "another", "A=1");
    const { stderr } = await stop();
    expect(stderr).toContain(`${command.folder} was deleted or replaced meanwhile: nothing is kept there any more.`);
    expect(await json(command, "secret", "list")).toMatchObject([{ name: "another" }]);
    expect(await json(command, "app", "list")).toEqual([]);
  });

  test("serve FILE stands for the app of the file that is deployed, and shows what other commands change", async () => {
    const command = keptCli();
    const file = command.file("greeting.ts", GREETING);
    await command("deploy", file);
    const { until, stop } = serve(command, file);
    const [shown = ""] = await until(/hi {2}http.*\n(?:.*\n)*? {2}nightly .*/);
    expect(shown.match(/ hi {2}http/g) ?? [...shown.matchAll(/^hi/gm)]).toHaveLength(1);
    await command("secret", "create", "one", "A=1");
    expect(await json(command, "state", "show")).toMatchObject([{ secrets: 1 }]);
    await stop();
  });

  test("nothing deployed is served, too, and takes a deployment", async () => {
    const command = keptCli();
    const { until, stop } = serve(command);
    await until(/No web functions\./);
    await command("deploy", "test/cli/kept/apps/greeting-1.ts");
    const [, url] = await until(URL_OF("hi"));
    expect(await (await fetch(`${url}/`)).text()).toBe('"hello web"');
    await stop();
  });

  test("an app whose code cannot be loaded any more is told, and the others are served", async () => {
    const command = keptCli();
    await command("secret", "create", "shop", "NAME=corner", "OPEN=9");
    await command("deploy", "test/cli/kept/apps/shop.ts", "--name", "shop");
    await command("deploy", "test/cli/kept/apps/greeting-1.ts");
    await command("secret", "delete", "shop", "-y");
    const { until, stop } = serve(command);
    await until(/App shop, which is deployed, could not be loaded: .*Secret "shop" does not exist/);
    await until(URL_OF("hi"));
    await stop();
  });
});
