import { describe, expect, test } from "vitest";
import { addedCommand, type AddedCommand } from "../../src/emulator/lanes/commands/added-command.js";
import { encode } from "../../src/emulator/lanes/processes/bytes.js";
import { FakeMachine, settle } from "../support/fake-machine.js";
import { memoryDisk } from "../support/memory-disk.js";

const withCommand = (command: AddedCommand): FakeMachine => {
  const fake = new FakeMachine();
  fake.add("mine", addedCommand(command));
  return fake;
};

describe("commands of tests", () => {
  test.each<[string, AddedCommand, number, string]>([
    ["a text", () => "text", 0, "text"],
    ["a number", () => 3, 3, ""],
    ["nothing", () => {}, 0, ""],
    ["a promise", async () => "later", 0, "later"],
  ])("end with %s", async (_, command, code, stdout) => {
    expect(await withCommand(command).run(["mine"])).toEqual({ code, stdout, stderr: "" });
  });

  test("have arguments, streams, environment, folder and disk", async () => {
    const fake = withCommand(async (argv, io) => {
      await io.stdout.write(`${argv.join(" ")} ${io.env["A"]} ${io.cwd} ${await io.stdin.text()}`);
      await io.stderr.write(encode("problem"));
      io.fs.writeFile("/tmp/made", encode("made"));
      await io.sleep(5);
      return 4;
    });
    expect(await fake.run(["mine", "x"], { stdin: "in", env: { A: "a" }, cwd: "/tmp" })).toEqual({
      code: 4,
      stdout: "mine x a /tmp in",
      stderr: "problem",
    });
    expect((await fake.run(["cat", "/tmp/made"])).stdout).toBe("made");
  });

  test("hear that they are killed, and end at once", async () => {
    const heard: string[] = [];
    const fake = withCommand(async (_, io) => {
      io.signal.addEventListener("abort", () => heard.push("aborted"));
      for await (const chunk of io.stdin) heard.push(Buffer.from(chunk).toString());
    });
    const started = fake.start(["mine"]);
    await started.stdin.write(encode("a"));
    await settle();
    started.process.kill("SIGTERM");
    expect([heard, (await started.end()).code]).toEqual([["a", "aborted"], 143]);
  });

  test("that throw are told on standard error", async () => {
    const fake = withCommand(() => {
      throw new Error("broken");
    });
    expect(await fake.run(["mine"])).toEqual({ code: 1, stdout: "", stderr: "mine: broken\n" });
  });

  test("answer at ports, as long as they run", async () => {
    const open = new Map<number, unknown>();
    const fake = new FakeMachine();
    fake.add(
      "server",
      addedCommand(
        async (_, io) => {
          io.serve(8_000, () => new Response("hi"));
          io.serve(8_001, () => new Response("hi"))();
          await io.sleep(1_000);
        },
        (port, handler) => {
          open.set(port, handler);
          return () => open.delete(port);
        },
      ),
    );
    const started = fake.start(["server"]);
    await settle();
    expect([...open.keys()]).toEqual([8_000]);
    started.process.kill("SIGKILL");
    expect(open.size).toBe(0);
    const fails = withCommand((_, io) => void io.serve(1, () => new Response()));
    expect((await fails.run(["mine"])).stderr).toBe("mine: this machine has no ports\n");
  });

  test("run where other commands start them", async () => {
    const fake = withCommand(async (argv, io) => `<${argv.slice(1).join(" ")}|${await io.stdin.text()}>\n`);
    fake.machine.fs.writeFile("/tmp/a.txt", encode("x"));
    expect((await fake.run(["xargs", "mine"], { stdin: "a b" })).stdout).toBe("<a b|>\n");
    expect((await fake.run(["find", "/tmp", "-name", "*.txt", "-exec", "mine", "{}", ";"])).stdout).toBe(
      "</tmp/a.txt|>\n",
    );
    expect((await fake.run(["timeout", "1", "env", "mine", "x"], { stdin: "in" })).stdout).toBe("<x|in>\n");
  });
});

describe("packages", () => {
  test.each([
    [["pip", "install", "numpy"], 0, "pip install numpy: recorded, nothing is downloaded\n", ""],
    [["apt-get", "install", "-y", "curl"], 0, "apt-get install -y curl: recorded, nothing is downloaded\n", ""],
    [["apt-get", "update"], 0, "apt-get update: recorded, nothing is downloaded\n", ""],
    [["pip", "install", "-q", "Missing==1.0"], 1, "", "pip: the image has no Missing, and nothing is downloaded"],
    [["npm", "install", "@a/missing@1"], 1, "", "npm: the image has no @a/missing, and"],
    [["npm", "run", "build"], 127, "", "npm: a machine in memory has no `npm run`"],
  ])("%j ends with %i", async (argv, code, stdout, stderr) => {
    const fake = new FakeMachine({ installed: (_, name) => !/missing/i.test(name) });
    const outcome = await fake.run(argv);
    expect([outcome.code, outcome.stdout, outcome.stderr.startsWith(stderr)]).toEqual([code, stdout, true]);
  });
});

test("just-bash is asked for when it is needed, and not before", async () => {
  const fake = new FakeMachine({ loadTools: () => Promise.reject(new Error("Cannot find package 'just-bash'")) });
  expect((await fake.run(["echo", "hi"])).stdout).toBe("hi\n");
  expect(await fake.run(["jq", "."])).toEqual({
    code: 127,
    stdout: "",
    stderr:
      "jq: machines in memory have jq of the package just-bash, which is not installed: npm install --save-dev just-bash\n",
  });
});

test("the disk has nothing that nobody wrote", async () => {
  const fs = memoryDisk({ "/root/a": "1\n" });
  const names = (): string[] => ["/", "/root", "/tmp"].flatMap((path) => fs.readdir(path));
  const before = names();
  const fake = new FakeMachine({ fs });
  await fake.run(["sed", "s/1/2/", "a"]);
  await fake.run(["jq", "."], { stdin: "1" });
  expect(names()).toEqual(before);
});
