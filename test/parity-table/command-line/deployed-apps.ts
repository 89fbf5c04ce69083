import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { serving } from "../../support/serving.ts";
import { type Area, differs, notOffline, works } from "../row.ts";
import { type Commands, commands, notThere } from "./commands.ts";

const GREETING = readFileSync("test/cli/kept/apps/greeting-1.ts", "utf8");
const WAITING = readFileSync("test/cli/kept/apps/waiting.ts", "utf8");

async function deployed(text = GREETING): Promise<Commands & { readonly path: string }> {
  const kept = commands();
  const path = kept.file("app.ts", text);
  await kept.ok("deploy", path);
  return { ...kept, path };
}

/** Served, with a container that runs. */
async function withContainer(): Promise<
  Commands & { readonly id: string; readonly sandbox: string; stop(): Promise<unknown> }
> {
  const kept = await deployed(WAITING);
  const { until, stop } = serving("--state", kept.folder);
  const urls = [];
  for (const tag of ["open", "box"])
    urls.push((await until(new RegExp(` {2}${tag} {2}(http://127.0.0.1:\\d+)`)))[1] ?? "");
  await fetch(urls[0] ?? "");
  const sandbox = String(await (await fetch(urls[1] ?? "")).json());
  const found = (await kept.json("container", "list")) as { container_id: string }[];
  const id = found.at(-1)?.container_id ?? "";
  return { ...kept, id, sandbox, stop };
}

const NO_STAGES = "a version takes the place of the one before at once: there are no staged ones to promote";

export const deployedApps: Area = {
  title: "Deployed apps, containers and shells",
  intro: "`simulate`, `explore` and `state` are commands of this package's own ([reference](command-line.md)).",
  rows: [
    works("deploy", "APP_REF `--name` `--env` `--stream-logs` `--tag` `--timestamps` `--strategy`", async () => {
      const { ok, json, file } = commands();
      const path = file("app.ts", GREETING);
      expect(await ok("deploy", path, "--name", "mine", "--tag", "v", "--strategy", "recreate")).toContain(
        "✓ Deployed app mine, version 1 (ap-",
      );
      expect(await json("app", "history", "mine")).toMatchObject([{ version: "v1", tag: "v" }]);
      await ok("deploy", path, "-e", "dev");
      expect(await json("app", "list", "-e", "dev")).toMatchObject([{ description: "greeting" }]);
    }),
    notOffline("deploy --staged, app promote", NO_STAGES, async () => {
      const { path, fails } = await deployed();
      await fails(2, "No such option: --staged.", "deploy", path, "--staged");
    }),
    differs(
      "deploy -m, serve -m, shell -m",
      "a file",
      "files are named as such: there are no module paths",
      async () => {
        const { fails } = commands();
        await fails(2, "No such option: -m.", "deploy", "-m", "pkg.app");
      },
    ),
    works(
      "serve",
      "APP_REF `--env` `--timestamps`",
      async () => {
        const { file } = commands();
        const { until, stop } = serving(file("app.ts", GREETING));
        const [, url = ""] = await until(/ {2}hi {2}(http:\/\/127.0.0.1:\d+)/);
        expect(await (await fetch(`${url}/?name=Eve`)).json()).toBe("hello Eve");
        expect(await stop()).toMatchObject({ code: 0 });
      },
      "on a port of this machine; without APP_REF all that is deployed",
    ),
    notOffline("serve --name, --timeout", "it goes on until Ctrl-C, under the name of its app", async () => {
      const { path, fails } = await deployed();
      await fails(2, "No such option: --timeout", "serve", path, "--timeout", "3");
    }),
    works("app list", "`--env` `--json`", async () => {
      const { ok, json } = await deployed();
      expect(await ok("app", "list")).toMatch(
        /│ App ID +│ Description +│ State +│ Tasks │ Created at +│ Stopped at +│/,
      );
      expect(await json("app", "list")).toMatchObject([{ description: "greeting", state: "deployed", tasks: 0 }]);
    }),
    works(
      "app logs",
      "APP_IDENTIFIER `--follow` `--all` `--since` `--until` `--tail` `--search` `--source` `--timestamps` `--function` `--function-call` `--container` `--show-…-id` `--env`",
      async () => {
        const { ok, file } = await deployed();
        const visit = file(
          "visit.ts",
          `import { App, Function_ } from "modal-emulator";
           const app = new App("visit");
           app.localEntrypoint(async function main() { await Function_.fromName("greeting", "greet").remote("Ada"); });`,
        );
        await ok("run", "-q", visit);
        expect(await ok("app", "logs", "greeting", "--function", "greet", "--tail", "1")).toBe("greeting Ada\n");
        expect(await ok("app", "logs", "greeting", "--search", "nobody")).toBe("");
      },
    ),
    works("app history", "APP_IDENTIFIER `--env` `--json`", async () => {
      const { json } = await deployed();
      expect(await json("app", "history", "greeting")).toMatchObject([{ version: "v1", rollback_to: null }]);
    }),
    works("app rollback", "APP_IDENTIFIER VERSION `--strategy` `--env`", async () => {
      const { ok, json, path } = await deployed();
      await ok("deploy", path);
      expect(await ok("app", "rollback", "greeting", "v1")).toBe("Rolled back app 'greeting' to v1, as v3.\n");
      expect(await json("app", "history", "greeting")).toHaveLength(3);
    }),
    works("app rollover", "APP_IDENTIFIER `--strategy` `--env`", async () => {
      const { ok } = await deployed();
      expect(await ok("app", "rollover", "greeting")).toContain("Rolled over app 'greeting', as v2");
    }),
    works("app stop", "APP_IDENTIFIER `--yes` `--env`", async () => {
      const { ok, json, fails } = await deployed();
      await fails(1, "There is no terminal to answer: give --yes.", "app", "stop", "greeting");
      await ok("app", "stop", "greeting", "--yes");
      expect(await json("app", "list")).toMatchObject([{ state: "stopped" }]);
    }),
    notOffline("app dashboard", "there is no dashboard", async () => {
      await commands().fails(2, "dashboard", "app", "dashboard", "x");
    }),
    works("secret list", "`--env` `--json`", async () => {
      const { ok, json } = commands();
      await ok("secret", "create", "shop", "A=1");
      expect(await json("secret", "list")).toMatchObject([{ name: "shop", created_by: "emulator" }]);
    }),
    works("secret create", "NAME KEYVALUES `--env` `--from-dotenv` `--from-json` `--force`", async () => {
      const { ok, fails, file } = commands();
      await ok("secret", "create", "shop", "A=1", "--from-dotenv", file("a.env", "B=2\n"));
      await fails(1, "AlreadyExistsError", "secret", "create", "shop", "A=1");
      await ok("secret", "create", "shop", "--force", "--from-json", file("a.json", '{"A":"1"}'));
    }),
    works("secret delete", "NAME `--allow-missing` `--yes` `--env`", async () => {
      const { ok, json } = commands();
      await ok("secret", "create", "shop", "A=1");
      await ok("secret", "delete", "shop", "--yes");
      await ok("secret", "delete", "shop", "--yes", "--allow-missing");
      expect(await json("secret", "list")).toEqual([]);
    }),
    works(
      "container list",
      "`--app-id` `--env` `--json`",
      async () => {
        const { json, stop } = await withContainer();
        expect(await json("container", "list")).toHaveLength(3);
        expect(await json("container", "list", "--app-id", "ap-other")).toEqual([]);
        await stop();
        expect(await json("container", "list")).toEqual([]);
      },
      "containers run while `serve` does",
    ),
    works(
      "container logs",
      "CONTAINER_ID `--follow` `--all` `--since` `--until` `--tail` `--search` `--source` `--timestamps`",
      async () => {
        const { ok, fails, id, stop } = await withContainer();
        expect(await ok("container", "logs", id)).toBe("");
        await stop();
        await fails(1, "NotFoundError", "container", "logs", "ta-other");
      },
      "of functions of deployed apps",
    ),
    differs(
      "container exec",
      "CONTAINER_ID COMMAND `--pty` `--no-pty`",
      "in containers of sandboxes alone, and without input",
      async () => {
        const { ok, fails, id, sandbox, stop } = await withContainer();
        expect(await ok("container", "exec", sandbox, "echo", "out")).toBe("out\n");
        await fails(1, "commands run in containers of sandboxes only", "container", "exec", id, "ls");
        await stop();
      },
    ),
    works("container stop", "CONTAINER_ID `--graceful` `--yes`", async () => {
      const { ok, json, id, stop } = await withContainer();
      expect(await ok("container", "stop", id, "--yes")).toBe(`Stopped container ${id}.\n`);
      expect(await json("container", "list")).toHaveLength(2);
      await stop();
    }),
    works(
      "shell",
      "REF `--cmd` `--env` `--image` `--add-python` `--volume` `--add-local` `--secret` `--cpu` `--memory` `--gpu` `--cloud` `--region` `--pty` `--no-pty`",
      async () => {
        const { ok, file } = commands();
        await ok("volume", "create", "data");
        await ok("shell", "--no-pty", "--volume", "data", "--cmd", "echo kept > /mnt/data/a.txt");
        const path = file(
          "app.ts",
          `import { App, Image } from "modal-emulator";
           export const app = new App("shown");
           export const f = app.function({ image: Image.debianSlim().env({ PLACE: "image" }) }, async function f() {});`,
        );
        expect(await ok("shell", `${path}::f`, "--volume", "data", "-c", "echo $PLACE; cat /mnt/data/*")).toBe(
          "image\nkept\n",
        );
      },
      "in memory; by the id of a container that is served, one command of `--cmd`",
    ),
    notOffline("shell --experimental-option, --experimental-v2", "there is one kind of sandbox", async () => {
      await commands().fails(2, "No such option: --experimental-v2.", "shell", "--experimental-v2");
    }),
    notThere("billing report", "Nothing is paid here"),
    notThere("billing summary", "Nothing is paid here"),
    notThere("billing rates", "Nothing is paid here"),
    notThere("changelog", "That of this package is CHANGELOG.md."),
    notThere("cluster list", "There are no clusters of machines here."),
    notThere("cluster shell", "There are no clusters of machines here."),
    notThere("config show", "There is nothing to configure"),
    notThere("config set-environment", "There is nothing to configure"),
    notThere("config set", "There is nothing to configure"),
    notThere("curl", "What is served is asked by `curl` itself"),
    notThere("dashboard", "There is no dashboard here."),
    ...["create", "list", "stop"].map((name) => notThere(`endpoint ${name}`, "There are no models to serve here.")),
    notThere("setup", "No account is needed."),
    ...["jupyter", "vscode"].map((name) => notThere(`launch ${name}`, "Write an app, and `modal-emulator run` it.")),
    ...["activate", "current", "list"].map((name) => notThere(`profile ${name}`, "No account is needed")),
    ...["install", "update", "show"].map((name) => notThere(`skills ${name}`, "Agents read docs/ of this package.")),
    ...["set", "new", "info"].map((name) => notThere(`token ${name}`, "No account is needed.")),
    ...[
      "members list",
      ...["create", "list", "allow", "revoke", "delete"].map((name) => `proxy-tokens ${name}`),
      "settings list",
      "settings set",
    ].map((name) => notThere(`workspace ${name}`, "The workspace of a world is an option of tests")),
  ],
};
