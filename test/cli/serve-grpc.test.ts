import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { ModalClient } from "modal";
import { afterAll, describe, expect, test } from "vitest";
import { HeardText } from "../support/heard-text.js";
import { app, cli, type CliResult } from "../support/run-cli.js";

const FOLDER = new URL("../../.snippets/", import.meta.url).pathname;
mkdirSync(FOLDER, { recursive: true });
const folder = mkdtempSync(`${FOLDER}serve-grpc-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(`${folder}/${name}`, text);
  return `${folder}/${name}`;
}

interface Serving {
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** A client made with the variables that were printed. */
  client(): Promise<ModalClient>;
  stop(): Promise<CliResult>;
}

function serving(...words: string[]): Serving {
  const controller = new AbortController();
  const heard = new HeardText();
  const ended = cli(["serve", "--grpc", "0", "--threads", "1", ...words], {
    signal: controller.signal,
    onWrite: (_, text) => heard.write(text),
  });
  const isOver = ended.then((result) => Promise.reject(new Error(`It ended: ${JSON.stringify(result)}`)));
  isOver.catch(() => undefined);
  const until = (pattern: RegExp): Promise<RegExpExecArray> => heard.until(pattern, isOver);
  return {
    until,
    client: async () => {
      const [, serverUrl = ""] = await until(/ {2}export MODAL_SERVER_URL=(http:\/\/127\.0\.0\.1:\d+)\n/);
      const [, tokenId = ""] = await until(/ {2}export MODAL_TOKEN_ID=(\S+)\n/);
      const [, tokenSecret = ""] = await until(/ {2}export MODAL_TOKEN_SECRET=(\S+)\n/);
      await until(/ {2}export MODAL_CONFIG_PATH=\/dev\/null\n/);
      process.env["MODAL_SERVER_URL"] = serverUrl;
      const client = new ModalClient({ tokenId, tokenSecret });
      delete process.env["MODAL_SERVER_URL"];
      return client;
    },
    stop: () => {
      controller.abort();
      return ended;
    },
  };
}

const MATHS = (power: number, name = '"maths"'): string => `
  import { App, exit, method } from "modal-emulator";
  export const app = new App(${name});
  export const raise = app.function({}, async function raise(x: number) { return x ** ${power}; });
  export const Counter = app.cls({}, class Counter {
    count = 0;
    next = method(() => ++this.count);
    down = exit(() => console.log("Counter is down"));
  });`;

describe("serve --grpc", () => {
  test("lets Modal's client in, which finds functions by name; also without web functions", async () => {
    const { client, stop } = serving(file("maths.ts", MATHS(2)));
    const modal = await client();
    const raise = await modal.functions.fromName("maths", "raise");
    expect(await raise.remote([7])).toBe(49);
    const Counter = await modal.cls.fromName("maths", "Counter");
    expect(await (await Counter.instance()).method("next").remote()).toBe(1);
    const { code, stdout, stderr } = await stop();
    expect(code).toBe(0);
    expect(stdout).toContain("Counter is down");
    expect(stderr).not.toContain("No web functions");
    expect(stderr).toMatch(/Stopped\.\n$/);
    await expect(raise.remote([7])).rejects.toThrow(/UNAVAILABLE/);
    modal.close();
  });

  test("deploys again what changes: functions that a client holds run the new code", async () => {
    const { until, client, stop } = serving(file("again.ts", MATHS(2)));
    const modal = await client();
    const raise = await modal.functions.fromName("maths", "raise");
    expect(await raise.remote([3])).toBe(9);
    file("again.ts", MATHS(3));
    await until(/✓ Reloaded\.\n/);
    expect(await raise.remote([3])).toBe(27);
    file("again.ts", MATHS(4, '"renamed"'));
    await until(/✓ Reloaded\.\n/);
    const renamed = await modal.functions.fromName("renamed", "raise");
    expect(await renamed.remote([3])).toBe(81);
    await expect(modal.functions.fromName("maths", "raise")).rejects.toThrow("not found");
    modal.close();
    await stop();
  });

  test("an app without a name gets that of its file, and this is said", async () => {
    const { until, client, stop } = serving(file("my maths.ts", MATHS(2, "")));
    await until(/An app without a name is deployed as my-maths\.\n/);
    const modal = await client();
    expect(await (await modal.functions.fromName("my-maths", "raise")).remote([3])).toBe(9);
    modal.close();
    await stop();
  });

  test("web functions are served beside it, and schedules fire", async () => {
    const { until, client, stop } = serving(app("site.ts"));
    const [, home] = await until(/ {2}home {2}(http:\/\/127.0.0.1:\d+)/);
    expect(await (await fetch(`${home}/x`)).text()).toBe("home of /x");
    const modal = await client();
    expect(await (await modal.functions.fromName("site", "home")).getWebUrl()).toContain("site-home");
    await until(/now and then\n/);
    modal.close();
    await stop();
  });

  test("the file of --setup says which tokens are let in, in the environment of --env", async () => {
    const setup = file("tokens.ts", 'export default (world) => world.tokens.set("ak-own", "as-it\'s mine");');
    const { until, stop } = serving("--setup", setup, "--env", "staging", file("staged.ts", MATHS(2)));
    const [, url = ""] = await until(/export MODAL_SERVER_URL=(\S+)\n/);
    await until(/export MODAL_TOKEN_ID=ak-own\n {2}export MODAL_TOKEN_SECRET='as-it'\\''s mine'\n/);
    process.env["MODAL_SERVER_URL"] = url;
    const [own, other] = [
      new ModalClient({ tokenId: "ak-own", tokenSecret: "as-it's mine", environment: "staging" }),
      new ModalClient({ tokenId: "ak-other", tokenSecret: "as-other" }),
    ];
    delete process.env["MODAL_SERVER_URL"];
    expect(await (await own.functions.fromName("maths", "raise")).remote([2])).toBe(4);
    await expect(other.functions.fromName("maths", "raise")).rejects.toThrow("Token ak-other is not let into");
    await expect(own.functions.fromName("maths", "raise", { environment: "main" })).rejects.toThrow("not found");
    own.close();
    other.close();
    await stop();
  });

  test("--virtual: time passes while a client waits", async () => {
    const slow = file(
      "slow.ts",
      `import { App } from "modal-emulator";
       export const app = new App("slow");
       export const wait = app.function({ timeoutMs: 7_200_000 }, async function wait() {
         const before = Date.now();
         await new Promise((resolve) => setTimeout(resolve, 3_600_000));
         return Date.now() - before;
       });`,
    );
    const { client, stop } = serving("--virtual", slow);
    const modal = await client();
    expect(await (await modal.functions.fromName("slow", "wait")).remote()).toBe(3_600_000);
    modal.close();
    await stop();
  });
});

describe("what is refused", () => {
  test.each([
    ["a port that is none", ["--grpc", "70000"], "Invalid value for --grpc: 70000 is not from 0 to 65535."],
    ["no number", ["--grpc", "here"], 'Invalid value for --grpc: "here" is not a whole number.'],
    ["no port", ["--grpc", "--virtual"], "Option --grpc needs a value."],
    ["a misspelt option", ["--gprc", "1"], "No such option: --gprc. Did you mean --grpc?"],
    ["a kind of sandboxes that there is not", ["--sandboxes", "docker"], 'sandboxes must be "memory" or "process"'],
  ])("%s", async (_, words, message) => {
    const { code, stderr } = await cli(["serve", ...words, app("site.ts")]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test("a port that something else listens on", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.on("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    const { code, stderr } = await cli(["serve", "--grpc", String(port), app("site.ts")]);
    const message = `InvalidError: Port ${port} of 127.0.0.1 cannot be listened on`;
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    server.close();
  });
});

test("the help lists its options", async () => {
  const { stdout } = await cli(["serve", "--help"]);
  for (const option of ["--grpc", "--sandboxes"]) expect(stdout).toContain(option);
});
