import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { keptCli } from "../../support/kept-cli.js";
import { serving } from "../../support/serving.js";

const GREETING = readFileSync("test/cli/kept/apps/greeting-1.ts", "utf8");
const BIN = resolve("dist/cli/bin.js");

test("commands on stored things work on the world that is served, from wherever they are given", async () => {
  const command = keptCli();
  await command("deploy", command.file("greeting.ts", GREETING), "-e", "dev");
  await command("deploy", command.file("greeting.ts", GREETING));
  const { until, stop } = serving("--state", command.folder);
  await until(/ {2}hi {2}http/);
  const there = join(command.directory, "there");
  mkdirSync(there);
  command.file("there/a.txt", "from there");
  const given = (...words: string[]): Promise<string> =>
    new Promise((done, failed) => {
      execFile(process.execPath, [BIN, ...words, "--state", command.folder], { cwd: there }, (error, stdout) =>
        error ? failed(error) : done(stdout),
      );
    });
  await given("volume", "create", "data");
  expect(await given("volume", "put", "data", "a.txt")).toBe("✓ Uploaded file 'a.txt' to '/a.txt'\n");
  await given("volume", "get", "data", "a.txt", "back.txt");
  expect(readFileSync(join(there, "back.txt"), "utf8")).toBe("from there");
  expect(await given("dict", "create", "seen")).toBe("There is a dict 'seen'.\n");
  expect(await command("environment", "update", "dev", "--set-name", "qa")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("`serve` uses the state: end it before an environment gets another name."),
  });
  expect(await command("environment", "delete", "dev", "-y")).toMatchObject({ code: 0, stderr: "" });
  await until(/✓ Changed\./);
  expect((await stop()).code).toBe(0);
  expect(JSON.parse((await command("app", "list", "--json")).stdout)).toMatchObject([{ state: "deployed" }]);
  expect(JSON.parse((await command("app", "list", "--json", "-e", "dev")).stdout)).toEqual([]);
  expect((await command("volume", "ls", "data")).stdout).toBe("a.txt\n");
});
