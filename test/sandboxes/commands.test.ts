import { expect, test } from "vitest";
import { App, InvalidError, Probe, Queue, Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../support/expect-error.js";
import { inPlace, outcome } from "./with-sandbox.js";

test.for([0, 1, 2])("a test adds a command, with its streams and files, %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const before = await make();
      world.sandboxes.command("git", async (argv, io) => {
        await io.stdout.write(`${argv.join("|")} in ${io.cwd} as ${io.env["ME"]}\n`);
        await io.stderr.write(`${(await io.text()).toUpperCase()}\n`);
        await io.filesystem.writeText("cloned", `${io.cwd}/repo/a`);
        return 3;
      });
      for (const sandbox of [before, await make()]) {
        const process = await sandbox.exec("git", "clone", "url", { workdir: "/srv", env: { ME: "me" } });
        await process.stdin.writeText("some text");
        await process.stdin.close();
        expect(await process.stdout.readText()).toBe("git|clone|url in /srv as me\n");
        expect(await process.stderr.readText()).toBe("SOME TEXT\n");
        expect(await process.wait()).toBe(3);
        expect(await sandbox.filesystem.readText("/srv/repo/a")).toBe("cloned");
      }
      world.sandboxes.command("git", () => "newer\n");
      expect(await outcome(before, "git", "status")).toEqual({ stdout: "newer\n", stderr: "", code: 0 });
    },
    { threads },
  ),
);

test("its output comes as it is written, on virtual time", () =>
  inPlace(async ({ world, make }) => {
    world.sandboxes.command("slow", async (_argv, io) => {
      for (const word of ["one", "two"]) {
        await io.stdout.write(word);
        await io.sleep(10_000);
      }
    });
    const start = world.clock.now();
    const process = await (await make()).exec("slow");
    const seen: [string, number][] = [];
    for await (const chunk of process.stdout) seen.push([chunk, world.clock.now() - start]);
    expect(seen).toEqual([
      ["one", 0],
      ["two", 10_000],
    ]);
    expect(world.clock.now() - start).toBe(20_000);
  }));

test("one that is killed hears of it, and writes no more", () =>
  inPlace(async ({ world, make }) => {
    const reasons: unknown[] = [];
    world.sandboxes.command("waits", async (_argv, io) => {
      io.signal.addEventListener("abort", () => reasons.push(io.signal.reason));
      await io.sleep(100_000);
      await io.stdout.write("late");
    });
    const sandbox = await make();
    const process = await sandbox.exec("waits", { timeoutMs: 500 });
    expect(await process.wait()).toBe(-1);
    expect(await process.stdout.readText()).toBe("");
    const other = await sandbox.exec("waits");
    await sandbox.terminate();
    expect(await other.wait()).toBe(137);
    expect(reasons).toEqual([
      expect.objectContaining({ name: "AbortError" }),
      expect.objectContaining({ name: "AbortError" }),
    ]);
  }));

test("one that throws fails, and says why", () =>
  inPlace(async ({ world, make }) => {
    world.sandboxes.command("broken", () => {
      throw new RangeError("out of range");
    });
    const { stderr, code } = await outcome(await make(), "broken");
    expect(stderr).toContain("out of range");
    expect(code).toBe(1);
  }));

test("what is no result fails, says what to write, and is found by verify", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make();
    const wrong: [unknown, string][] = [
      [{ code: 3, stdout: "x" }, "an object"],
      [777, "777"],
      [-1, "-1"],
      [1.5, "1.5"],
      [null, "null"],
      [true, "true"],
    ];
    for (const [result, shown] of wrong) {
      world.sandboxes.command("odd", () => result as number);
      const { stdout, stderr, code } = await outcome(sandbox, "odd");
      expect([stdout, code]).toEqual(["", 1]);
      expect(stderr).toContain(
        `world.sandboxes.command("odd", …) returned ${shown}, which is no result of a command: `,
      );
      expect(stderr).toContain("return a whole number from 0 to 255 as its exit code");
      expectError(() => world.verify(), InvalidError, `returned ${shown}, which is no result`);
    }
    world.sandboxes.mock("pytest*", () => 256);
    expect((await outcome(sandbox, "pytest", "-q")).stderr).toContain(
      'world.sandboxes.mock("pytest*", …) returned 256',
    );
    for (const [result, code] of [
      [255, 255],
      [0, 0],
      [undefined, 0],
      ["", 0],
    ] as const) {
      world.sandboxes.command("right", () => result);
      expect(await outcome(sandbox, "right")).toEqual({ stdout: "", stderr: "", code });
    }
  }));

test("it may use the world, as code of the test does", () =>
  inPlace(async ({ world, make }) => {
    const jobs = Queue.fromName<string>("jobs", { createIfMissing: true });
    world.sandboxes.command("take", async (_argv, io) => io.stdout.write((await jobs.get()) ?? "nothing"));
    const process = await (await make()).exec("take");
    await jobs.put("a job");
    expect(await process.stdout.readText()).toBe("a job");
  }));

test("it serves a port, reached from the sandbox and through its tunnel", () =>
  inPlace(async ({ world, make }) => {
    world.sandboxes.command("serve", async (_argv, io) => {
      await io.serve(8000, async (request) => {
        const { pathname } = new URL(request.url);
        return Response.json({ method: request.method, pathname, body: await request.text() }, { status: 201 });
      });
      await io.sleep(60_000);
    });
    const sandbox = await make("serve", { encryptedPorts: [8000], readinessProbe: Probe.withTcp(8000) });
    await sandbox.waitUntilReady();
    const { 8000: tunnel } = await sandbox.tunnels();
    const answer = await world.fetch(`${tunnel?.url}/a/b`, { method: "PUT", body: "hello" });
    expect([answer.status, await answer.json()]).toEqual([201, { method: "PUT", pathname: "/a/b", body: "hello" }]);
    const { stdout } = await outcome(sandbox, "curl", "-s", "http://localhost:8000/c");
    expect(JSON.parse(stdout)).toEqual({ method: "GET", pathname: "/c", body: "" });
    expect(await sandbox.wait()).toBe(0);
    expect((await world.fetch(`${tunnel?.url}/a`)).status).toBe(502);
  }));

test("only who has the token comes in, and the server hears who it is", () =>
  inPlace(async ({ world, make }) => {
    world.sandboxes.command("serve", async (_argv, io) => {
      await io.serve(8080, (request) => new Response(request.headers.get("x-verified-user-data") ?? "nobody"));
      await io.sleep(60_000);
    });
    const sandbox = await make("serve", { readinessProbe: Probe.withTcp(8080) });
    await sandbox.waitUntilReady();
    const { url, token } = await sandbox.createConnectToken({ userMetadata: { user: 7 } });
    expect((await world.fetch(url)).status).toBe(401);
    expect((await world.fetch(url, { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
    const right = await world.fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect([right.status, await right.text()]).toEqual([200, '{"user":7}']);
    expect(await (await world.fetch(`${url}/?_modal_connect_token=${token}`)).text()).toBe('{"user":7}');
    expect(await sandbox.tunnels()).toEqual({});
    await expectRejection(() => sandbox.createConnectToken({ port: 0 }), InvalidError, "from 1 to 65535");
  }));

test("commands are answered instead of being run, the newest first", () =>
  inPlace(async ({ world, make }) => {
    world.sandboxes.mock("npm test*", { stdout: "1 failed\n", stderr: "see above\n", code: 1 });
    world.sandboxes.mock("npm test --all", "all\n");
    world.sandboxes.mock(/^echo .*secret/, () => "hidden\n");
    world.sandboxes.mock("cat /etc/*", { code: 7 });
    const sandbox = await make();
    expect(await outcome(sandbox, "npm", "test")).toEqual({ stdout: "1 failed\n", stderr: "see above\n", code: 1 });
    expect((await outcome(sandbox, "npm", "test", "--all")).stdout).toBe("all\n");
    expect((await outcome(sandbox, "echo", "a", "secret")).stdout).toBe("hidden\n");
    expect((await outcome(sandbox, "echo", "a", "word")).stdout).toBe("a word\n");
    expect((await outcome(sandbox, "cat", "/etc/hostname")).code).toBe(7);
    expect((await outcome(sandbox, "npm", "build")).code).not.toBe(7);
    world.verify();
  }));

test("shells have what is answered, whatever its name is, and look-ups find what is there", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make();
    const run = async (script: string): Promise<string> => (await outcome(sandbox, "bash", "-c", script)).stdout;
    expect(await run("command -v bash git my-tool; which jq git")).toBe("/usr/bin/bash\n/usr/bin/jq\n");
    world.sandboxes.mock(/^my-tool (a|b)/, "mine\n");
    world.sandboxes.mock("lint*", { stdout: "linted\n", code: 2 });
    world.sandboxes.mock("cargo test*", "tested\n");
    expect(await run("my-tool a | tr a-z A-Z; lint-all; echo $?; cargo test")).toBe("MINE\nlinted\n2\ntested\n");
    expect(await outcome(sandbox, "sh", "-c", "my-tool c")).toMatchObject({
      code: 127,
      stderr: "my-tool: command not found\n",
    });
    expect(await run("git status || echo $?")).toBe("127\n");
    expect(await run("command -v bash git my-tool; which jq git")).toBe("/usr/bin/bash\n/usr/bin/jq\n");
    expect(await run("which cargo")).toBe("/usr/bin/cargo\n");
  }));

test("a mock that answered nothing is found by verify", () =>
  inPlace(async ({ world }) => {
    world.sandboxes.command("never", () => 0);
    world.sandboxes.mock("also never", "x", { optional: true });
    world.verify();
    world.sandboxes.mock("never this", "x");
    expectError(() => world.verify(), InvalidError, 'world.sandboxes.mock("never this", …) has met no command');
  }));

test("what is added is checked", () =>
  inPlace(async ({ world }) => {
    for (const name of ["", "a b", "/bin/x"])
      expectError(() => world.sandboxes.command(name, () => 0), InvalidError, "no blanks and no slashes");
    // @ts-expect-error a text
    expectError(() => world.sandboxes.command("x", "y"), InvalidError, "takes a function");
    expectError(() => world.sandboxes.mock(" ", "x"), InvalidError, "not empty");
    expectError(() => world.sandboxes.mock("x", { code: 300 }), InvalidError, "from 0 to 255");
    expectError(() => world.sandboxes.mock("x", { exit: 1 } as never), InvalidError, 'Unknown option "exit"');
    // @ts-expect-error a number
    expectError(() => world.sandboxes.mock("x", 1), InvalidError, "a text, an object");
  }));

test("the same happens with any number of threads", async () => {
  const logs = await Promise.all(
    [0, 1, 2, 4].map(async (threads) => {
      await using world = await Emulator.start({ threads, seed: 5 });
      world.sandboxes.command("work", async ([, name], io) => {
        await io.sleep(Math.ceil(name?.length ?? 0) * 100);
        return name;
      });
      await world.within(async () => {
        const app = await App.lookup("a", { createIfMissing: true });
        const sandboxes = await Promise.all(
          ["a", "bb", "ccc", "dd"].map((name) => Sandbox.create("work", name, { app })),
        );
        await Promise.all(sandboxes.map((sandbox) => sandbox.wait()));
      });
      return [...world.events];
    }),
  );
  for (const log of logs.slice(1)) expect(log).toEqual(logs[0]);
});
