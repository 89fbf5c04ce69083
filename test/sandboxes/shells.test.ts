import { expect, test } from "vitest";
import { App, Sandbox, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { inPlace, outcome } from "./with-sandbox.js";

test.for([0, 1, 2])("what a script writes comes as it is written, on virtual time, %i threads", (threads) =>
  inPlace(
    async ({ world, make }) => {
      const start = world.clock.now();
      const process = await (
        await make()
      ).exec("sh", "-c", "echo 1; sleep 10; for i in 2 3; do echo $i; sleep 5; done | sed s/3/x/");
      const seen: [string, number][] = [];
      for await (const chunk of process.stdout) seen.push([chunk, world.clock.now() - start]);
      expect(seen).toEqual([
        ["1\n", 0],
        ["2\nx\n", 20_000],
      ]);
      expect(await process.wait()).toBe(0);
    },
    { threads },
  ),
);

test("a shell that is kept answers line by line", () =>
  inPlace(async ({ make }) => {
    const shell = await (await make()).exec("bash", { bufsize: 1 });
    const lines = shell.stdout[Symbol.asyncIterator]();
    const answers: string[] = [];
    for (const line of [
      "x=5; echo $x",
      "cd /tmp; pwd",
      "f() { echo f$x; }; f",
      "for i in 1 2; do\n echo $i\ndone | tail -1",
    ]) {
      await shell.stdin.writeText(`${line}\n`);
      answers.push((await lines.next()).value ?? "");
    }
    expect(answers).toEqual(["5\n", "/tmp\n", "f5\n", "2\n"]);
    await shell.stdin.writeText("exit 7\n");
    expect(await shell.wait()).toBe(7);
  }));

test("one text with blanks is a line for a shell", () =>
  inPlace(async ({ make }) => {
    const process = await (await make()).exec("echo $HOME | tr a-z A-Z");
    expect(await process.stdout.readText()).toBe("/ROOT\n");
  }));

test("a server in the background is reached by what follows", () =>
  inPlace(async ({ world, make }) => {
    world.sandboxes.command("server", async ([, port], io) => {
      await io.serve(Number(port), (request) => new Response(`at ${new URL(request.url).pathname}\n`));
      await io.stdout.write("listening\n");
      await io.sleep(3_600_000);
    });
    const sandbox = await make();
    const script =
      "server 9000 > log & until grep -q listening log; do sleep 0.1; done; curl -s localhost:9000/a; kill %1; wait %1; echo $?";
    expect(await outcome(sandbox, "bash", "-c", script)).toMatchObject({ stdout: "at /a\n143\n", code: 0 });
  }));

test("code that never waits comes to its time limit", () =>
  inPlace(async ({ world, make }) => {
    const sandbox = await make();
    const start = world.clock.now();
    const process = await sandbox.exec("sh", "-c", "while :; do :; done", { timeoutMs: 30_000 });
    expect(await process.wait()).toBe(-1);
    expect(world.clock.now() - start).toBe(30_000);
    expect(
      (await outcome(sandbox, "sh", "-c", "trap 'echo ended' EXIT; timeout 5 yes > /dev/null; echo $?")).stdout,
    ).toBe("124\nended\n");
  }));

test("scripts, volumes and images are one disk", () =>
  inPlace(async ({ make }) => {
    const volume = Volume.fromName("shared", { createIfMissing: true });
    const sandbox = await make({ volumes: { "/data": volume } });
    await sandbox.filesystem.writeText(
      '#!/bin/bash\nset -e\nmkdir -p /data/out\necho "$1" | tee /data/out/a > copy\ncat copy\n',
      "/srv/run.sh",
    );
    await outcome(sandbox, "chmod", "+x", "/srv/run.sh");
    expect(await outcome(sandbox, "/srv/run.sh", "hello")).toEqual({ stdout: "hello\n", stderr: "", code: 0 });
    await sandbox.reloadVolumes();
    const chunks: Uint8Array[] = [];
    for await (const chunk of volume.readFile("/out/a")) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("hello\n");
  }));

test("what a main process that is a shell has started ends with it", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make("sh", "-c", "sleep 1000 & echo started; sleep 1");
    expect(await sandbox.stdout.readText()).toBe("started\n");
    expect(await sandbox.wait()).toBe(0);
  }));

const SCRIPT = `
for i in $(seq 1 5); do
  (sleep 0.$((RANDOM % 9)); echo "job $i $RANDOM $(date +%s%N)" >> log) &
done
wait; cat log; mktemp -u; shuf -i 1-100 -n 5 | sort -n
`;

test("the same happens with any number of threads", async () => {
  const logs = await Promise.all(
    [0, 1, 2, 4].map(async (threads) => {
      await using world = await Emulator.start({ threads, seed: 9 });
      const texts = await world.within(async () => {
        const app = await App.lookup("a", { createIfMissing: true });
        const sandboxes = await Promise.all([1, 2, 3].map(() => Sandbox.create("bash", "-c", SCRIPT, { app })));
        return Promise.all(sandboxes.map((sandbox) => sandbox.stdout.readText()));
      });
      expect(new Set(texts).size).toBe(3);
      return [texts, [...world.events]];
    }),
  );
  for (const log of logs.slice(1)) expect(log).toEqual(logs[0]);
});
