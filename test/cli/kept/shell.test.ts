// Modal: docs/modal/command-line.md#deploy-serve-shell
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { keptCli } from "../../support/kept-cli.js";
import { cli } from "../../support/run-cli.js";
import { serving } from "../../support/serving.js";

const LIBRARY = "test/cli/kept/apps/library.ts";
const HAS_TERMINALS = spawnSync("script", ["--version"]).status === 0;

const shell = (...words: string[]) => cli(["shell", "--no-state", ...words]);

/** Runs the real command, and gives it this to read. */
async function reading(input: string, ...words: string[]) {
  const child = spawn(process.execPath, ["dist/cli/bin.js", "shell", "--no-state", ...words]);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: code as unknown, stdout, stderr };
}

describe("shell --cmd", () => {
  test("runs in a sandbox, on virtual time, and ends with the code of the command", async () => {
    expect(await shell("-c", "echo out; echo err >&2; sleep 1000; exit 5")).toEqual({
      code: 5,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  test.each([
    ["a secret of the command line", ["--secret", "s=A=one"], "echo $A", "one\n"],
    ["a file", ["--add-local", "test/cli/apps/empty.ts"], "ls /mnt", "empty.ts\n"],
    ["a directory", ["--add-local", "test/package/client"], "ls /mnt/client | head -1", "client.test.ts\n"],
    [
      "what is for the record",
      ["--gpu", "H100", "--cpu", "2", "--memory", "512", "--region", "us,eu"],
      "echo on",
      "on\n",
    ],
    ["an image", ["--image", "python:3.12", "--cloud", "aws", "--no-pty"], "echo on", "on\n"],
    ["Python", ["--add-python", "3.12"], "echo on", "on\n"],
  ])("%s", async (_, options, command, stdout) => {
    expect(await shell(...options, "--cmd", command)).toEqual({ code: 0, stdout, stderr: "" });
  });

  test("of a function: its image, secrets and volumes", async () => {
    const command = keptCli();
    await command("secret", "create", "key", "KEY=gold");
    const print = "echo $HOUSE $KEY $FLOOR; echo Emma > /books/austen";
    expect(await command("shell", `${LIBRARY}::lend`, "-c", print)).toEqual({
      code: 0,
      stdout: "library gold 2\n",
      stderr: "",
    });
    expect((await command("shell", "--no-pty", "-c", "cat /mnt/books/austen", "--volume", "books")).stdout).toBe(
      "Emma\n",
    );
    expect((await command("shell", `${LIBRARY}::desk.serve`, "-c", "echo $HOUSE")).stdout).toBe("desk\n");
  });

  test("kept secrets by name; what it changes in volumes is kept", async () => {
    const command = keptCli();
    await command("secret", "create", "key", "KEY=gold");
    await command("volume", "create", "books");
    await command("shell", "--no-pty", "--secret", "key", "--volume", "books", "-c", "echo $KEY > /mnt/books/word");
    expect((await command("volume", "get", "books", "word", "-")).stdout).toBe("gold\n");
  });

  test("in a sandbox of what is served", async () => {
    const command = keptCli();
    await command("deploy", "test/cli/kept/apps/waiting.ts");
    const going = serving("--state", command.folder);
    const [, url = ""] = await going.until(/ {2}box {2}(http:\/\/127.0.0.1:\d+)/);
    const id = String(await (await fetch(url)).json());
    expect(await command("shell", id, "-c", "echo in; exit 6")).toMatchObject({ code: 6, stdout: "in\n" });
    expect(await command("shell", id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("What is served takes one command at a time: give `--cmd`."),
    });
    await going.stop();
  });
});

describe("shell", () => {
  test("reads commands from stdin where there is no terminal", async () => {
    expect(await reading("x=1\necho $x\ncd /tmp; pwd\nexit 7\necho never\n")).toEqual({
      code: 7,
      stdout: "1\n/tmp\n",
      stderr: "",
    });
  });

  test.skipIf(!HAS_TERMINALS)("is one to type in at a terminal", async () => {
    const typed = `"${process.execPath}" dist/cli/bin.js shell --no-state`;
    const child = spawn("script", ["-qec", typed, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
    const keys = ["echo $((6 * 7))\r", "exit 3\r"];
    let seen = "";
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if (/[$#] $/.test(seen)) {
        const next = keys.shift();
        if (next !== undefined) child.stdin.write(next);
      }
    });
    const [code] = (await once(child, "close")) as [number];
    expect(seen).toContain("\n42\r");
    expect(code).toBe(3);
  });

  test("Ctrl-C ends a command that never ends", async () => {
    const controller = new AbortController();
    const { code, stderr } = await cli(["shell", "--no-state", "-c", "echo began; cat /dev/zero > /dev/null"], {
      signal: controller.signal,
      onWrite: () => controller.abort(),
    });
    expect({ code, stderr }).toEqual({ code: 130, stderr: "Interrupted.\n" });
  });

  test.each([
    [["-c"], 2, "Option --cmd needs a value."],
    [["--pty", "-c", "ls"], 2, "--pty: this command has no terminal."],
    [["--add-local", "no-such-file", "-c", "ls"], 2, "--add-local: there is no no-such-file."],
    [["--cpu", "many", "-c", "ls"], 2, 'Invalid value for --cpu: "many" is not a whole number.'],
    [["--secret", "nobody", "-c", "ls"], 1, 'NotFoundError: Secret "nobody" does not exist'],
    [["--volume", "nobody", "-c", "ls"], 1, 'NotFoundError: Volume "nobody" does not exist'],
    [["no.ts", "-c", "ls"], 1, "No such file: no.ts."],
    [[`${LIBRARY}::main`, "-c", "ls"], 1, "`main` is a local entrypoint: it has no image. Name a function."],
    [[`${LIBRARY}::lent`, "-c", "ls"], 1, 'There is no "lent" in test/cli/kept/apps/library.ts. Did you mean "lend"?'],
    [["a", "b"], 2, "Too many arguments: b."],
    [["sb-1", "-c", "ls"], 2, "--no-state: what is served is kept."],
  ])("%j is refused", async (words, code, message) => {
    const result = await shell(...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain("/dist/");
  });

  test("a sandbox of what is not served", async () => {
    expect(await keptCli()("shell", "sb-1", "-c", "ls")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("NotFoundError: There is no container sb-1 that runs. Nothing runs now: "),
    });
  });
});
