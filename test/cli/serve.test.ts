// Modal: docs/modal/command-line.md#deploy-serve-shell
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { app, cli } from "../support/run-cli.js";
import { serving } from "../support/serving.js";

const FOLDER = new URL("../../.snippets/", import.meta.url).pathname;
mkdirSync(FOLDER, { recursive: true });
const folder = mkdtempSync(`${FOLDER}serve-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Classes that say when they end: at once, after a while, in good time, or never; and one that no request starts. */
writeFileSync(
  `${folder}/ends.ts`,
  `import { setTimeout as sleep } from "node:timers/promises";
   import { App, asgiApp, enter, exit } from "modal-emulator";
   export const app = new App("ends");
   const ending = (name: string, end: () => void | Promise<void>, minContainers = 0) =>
     app.cls({ minContainers }, class {
       static { Object.defineProperty(this, "name", { value: name }); }
       up = enter(() => console.log(name + " is up"));
       down = exit(async () => { await end(); console.log(name + " is down"); });
       web = asgiApp(() => () => new Response(name));
     });
   export const [quick, slow, waiting, stuck] = [
     ending("Quick", () => undefined),
     ending("Slow", () => sleep(50)),
     ending("Waiting", () => undefined, 1),
     ending("Stuck", () => new Promise(() => setInterval(() => undefined, 1000))),
   ];`,
);

const URL_OF = (tag: string): RegExp => new RegExp(`  ${tag}  (http://127.0.0.1:\\d+)`);

describe("serve", () => {
  test("answers requests on a port, with each one and the logs on the screen, until it is interrupted", async () => {
    const { until, stop } = serving(app("site.ts"));
    const [, home] = await until(URL_OF("home"));
    const [, other] = await until(URL_OF("Shop.other"));
    expect(await (await fetch(`${home}/x`)).text()).toBe("home of /x");
    await until(/asked for \/x\n/);
    await until(/home: GET \/x 200, 10 bytes\n/);
    expect(await (await fetch(`${other}`)).text()).toBe("other");
    const { code, stderr } = await stop();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^✓ Serving; Ctrl-C ends it\.\n/);
    expect(stderr).toMatch(/Stopped\.\n$/);
    await expect(fetch(`${home}`)).rejects.toThrow("fetch failed");
  });

  test("lets schedules fire on real time", async () => {
    const { until, stop } = serving("--timestamps", app("site.ts"));
    await until(/ {2}often {2}every 1 second, next \d{4}-/);
    await until(/now and then\n/);
    await until(/now and then\n/);
    expect((await stop()).code).toBe(0);
  });

  test("runs the app anew when a file changes that it imports; what is stored stays", async () => {
    const text = (greeting: string): string => `export const greeting = ${greeting};`;
    writeFileSync(`${folder}/greeting.ts`, text('"one"'));
    writeFileSync(
      `${folder}/app.ts`,
      `import { App, asgiApp, Dict } from "modal-emulator";
       import { greeting } from "./greeting.ts";
       export const app = new App("reloaded");
       const seen = Dict.fromName<number>("seen", { createIfMissing: true });
       export const web = app.function({}, asgiApp(function web() {
         return async () => {
           const count = ((await seen.get("count")) ?? 0) + 1;
           await seen.put("count", count);
           return new Response(greeting + count);
         };
       }));`,
    );
    const { until, stop } = serving(`${folder}/app.ts`);
    const [, first] = await until(URL_OF("web"));
    expect(await (await fetch(first ?? "")).text()).toBe("one1");
    writeFileSync(`${folder}/greeting.ts`, text('"two'));
    await until(/greeting\.ts/);
    expect(await (await fetch(first ?? "")).text()).toBe("one2");
    writeFileSync(`${folder}/greeting.ts`, text('"three"'));
    await until(/✓ Reloaded\./);
    const [, second] = await until(URL_OF("web"));
    expect(second).toBe(first);
    expect(await (await fetch(second ?? "")).text()).toBe("three3");
    const { stderr } = await stop();
    expect(stderr.match(/greeting\.ts:1:\d+: Unterminated string/g)).toHaveLength(1);
  });

  test("hears of changes of all files that went in, whatever they are called and hold", async () => {
    const own = `${folder}/häuser & 100%`;
    const changes = {
      "data #1.json": '{ "text": "changed" }',
      "only types?.ts": "export interface Tea { name: string }",
      "itself.ts": "export const url = import.meta.url;",
    };
    mkdirSync(own);
    writeFileSync(`${own}/data #1.json`, '{ "text": "first" }');
    writeFileSync(`${own}/only types?.ts`, "export interface Tea {}");
    writeFileSync(`${own}/itself.ts`, "export const { url } = import.meta;");
    writeFileSync(
      `${folder}/names.ts`,
      `import { App, asgiApp } from "modal-emulator";
       import data from "./häuser & 100%/data #1.json" with { type: "json" };
       import "./häuser & 100%/only types?.ts";
       import { url } from "./häuser & 100%/itself.ts";
       export const app = new App("names");
       export const web = app.function({}, asgiApp(function web() {
         return () => new Response([data.text, url].join());
       }));`,
    );
    const { until, stop } = serving(`${folder}/names.ts`);
    const [, web] = await until(URL_OF("web"));
    for (const [name, text] of Object.entries(changes)) {
      writeFileSync(`${own}/${name}`, text);
      await until(/✓ Reloaded\./);
    }
    const answer = `changed,${pathToFileURL(`${own}/itself.ts`).href}`;
    expect(await (await fetch(web ?? "")).text()).toBe(answer);
    await stop();
  });

  test("hears of files whose folder went away for a while, as when a branch is checked out", async () => {
    const own = `${folder}/branch/deep`;
    const write = (greeting: string): void => {
      mkdirSync(own, { recursive: true });
      writeFileSync(`${own}/greeting.ts`, `export const greeting = "${greeting}";`);
    };
    write("one");
    writeFileSync(
      `${folder}/branches.ts`,
      `import { App, asgiApp } from "modal-emulator";
       import { greeting } from "./branch/deep/greeting.ts";
       export const app = new App("branches");
       export const web = app.function({}, asgiApp(function web() { return () => new Response(greeting); }));`,
    );
    const { until, stop } = serving(`${folder}/branches.ts`);
    const [, web] = await until(URL_OF("web"));
    const says = async (): Promise<string> => (await fetch(web ?? "")).text();
    for (const [first, then] of [
      ["two", "three"],
      ["four", "five"],
    ] as const) {
      rmSync(`${folder}/branch`, { recursive: true });
      await until(/greeting\.ts/); // cannot be found
      write(first);
      await until(/✓ Reloaded\./);
      expect(await says()).toBe(first);
      write(then);
      await until(/✓ Reloaded\./);
      expect(await says()).toBe(then);
    }
    await stop();
  });

  test("prepares the world by --setup", async () => {
    writeFileSync(
      `${folder}/setup.ts`,
      `import { Dict } from "modal-emulator";
       export default () => Dict.fromName("stock", { createIfMissing: true }).put("tea", 7);`,
    );
    const { until, stop } = serving("--setup", `${folder}/setup.ts`, app("site.ts"));
    const [, home] = await until(URL_OF("Shop.other"));
    expect(await (await fetch(`${home}/stock`)).text()).toBe("7");
    await stop();
  });
});

describe("when it is interrupted", () => {
  test.each([[["--threads", "0"]], [["--threads", "1"]], [["--virtual"]]])(
    "apps end in good order, with the logs of their exit hooks: %j",
    async (options) => {
      const { until, stop } = serving(...options, `${folder}/ends.ts`);
      const [, quick] = await until(URL_OF("Quick.web"));
      const [, slow] = await until(URL_OF("Slow.web"));
      for (const url of [quick, slow]) await fetch(url ?? "");
      const { code, stdout, stderr } = await stop();
      expect(code).toBe(0);
      expect(stdout.match(/\w+ is down/g)?.toSorted()).toEqual(["Quick is down", "Slow is down", "Waiting is down"]);
      expect(stderr).toMatch(/Stopped\.\n$/);
    },
  );

  test("what takes too long to end is not waited for", async () => {
    const { until, stop, hurry } = serving(`${folder}/ends.ts`);
    const [, quick] = await until(URL_OF("Quick.web"));
    const [, stuck] = await until(URL_OF("Stuck.web"));
    for (const url of [quick, stuck]) await fetch(url ?? "");
    const ended = stop();
    await until(/Quick is down/);
    hurry();
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stdout).not.toContain("Stuck is down");
    expect(stderr).toMatch(/Stopped\.\n$/);
  });
});

describe("what is refused", () => {
  test.each([
    ["a file that is not there", ["no.ts"], 1, "No such file: no.ts."],
    ["two files", ["a.ts", "--quiet", "b.ts"], 2, "Too many arguments: b.ts."],
    ["a port that is none, after the file", [app("site.ts"), "--port", "70000"], 2, "70000 is not from 0 to 65535"],
    ["a port that is none", ["--port", "70000", app("site.ts")], 2, "70000 is not from 0 to 65535"],
    ["an unknown option", ["--prot", "1", app("site.ts")], 2, "--port"],
    ["a file without an app", [app("empty.ts")], 1, "makes no app"],
    ["an app that it has not", [`${app("site.ts")}::appp`], 1, "Did you mean `app`?"],
  ])("%s", async (_, words, code, message) => {
    const result = await cli(["serve", ...words]);
    expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  test("a port that something else listens on", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.on("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    const { code, stderr } = await cli(["serve", "--port", String(port), app("site.ts")]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Port ${port} of 127.0.0.1 is taken`)]);
    server.close();
  });
});

test("its help lists its options", async () => {
  const { code, stdout } = await cli(["serve", "--help"]);
  expect(code).toBe(0);
  for (const option of ["--port", "--setup", "--env", "--virtual", "--secret"]) expect(stdout).toContain(option);
});
