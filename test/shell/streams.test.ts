import { describe, expect, test } from "vitest";
import { settle } from "../support/fake-machine.js";
import { runToEnd, shellMachine, WORK } from "./shell-machine.js";

const script = async (text: string) => {
  const fake = await shellMachine();
  return { fake, started: fake.start(["sh", "-c", text], WORK) };
};

describe("what commands write appears as soon as they write it", () => {
  test.each([
    ["one after the other", "echo 1; sleep 10; echo 2", "1\n", "1\n2\n"],
    ["in a loop", "for i in 1 2; do echo $i; sleep 10; done", "1\n", "1\n2\n"],
    ["in a subshell", "(echo 1; sleep 10; echo 2)", "1\n", "1\n2\n"],
    ["in a pipeline", "{ echo 1; sleep 10; echo 2; } | cat", "1\n", "1\n2\n"],
    ["in the background", "{ sleep 10; echo 2; } & echo 1; wait", "1\n", "1\n2\n"],
    ["in a function", "f() { echo 1; sleep 10; echo 2; }; f", "1\n", "1\n2\n"],
    ["through a process substitution", "cat <(echo 1; sleep 10; echo 2)", "1\n", "1\n2\n"],
  ])("%s", async (_name, text, early, whole) => {
    const { fake, started } = await script(text);
    await fake.pass(9_000);
    expect(started.stdout.text).toBe(early);
    await fake.pass(20_000);
    expect(started.stdout.text).toBe(whole);
    expect(started.process.status?.code).toBe(0);
  });
});

test("a shell that is fed lines answers after each of them, and waits for the rest of what is not complete", async () => {
  const fake = await shellMachine();
  const started = fake.start(["bash"], WORK);
  const feed = async (line: string): Promise<string> => {
    const before = started.stdout.text.length;
    await started.stdin.write(Buffer.from(line));
    await settle();
    await settle();
    return started.stdout.text.slice(before);
  };
  expect(await feed("echo a\n")).toBe("a\n");
  expect(await feed("x=1; for i in 1 2\n")).toBe("");
  expect(await feed("do echo $i; \n")).toBe("");
  expect(await feed("done\n")).toBe("1\n2\n");
  expect(await feed("echo 'a\n")).toBe("");
  expect(await feed("b' $x\n")).toBe("a\nb 1\n");
  expect(await feed("cat <<E\n")).toBe("");
  expect(await feed("doc $x\nE\n")).toBe("doc 1\n");
  expect(await feed("true &&\n")).toBe("");
  expect(await feed("echo yes\n")).toBe("yes\n");
  expect(await feed("echo a \\\n")).toBe("");
  expect(await feed("b\n")).toBe("a b\n");
  expect(await feed("read line\nfor the builtin\necho [$line]\n")).toBe("[for the builtin]\n");
  expect(await feed("nosuch; echo $?\n")).toBe("127\n");
  expect(started.process.status).toBe(undefined);
  expect(await feed("exit 4\n")).toBe("");
  expect(started.process.status?.code).toBe(4);
});

test("bytes that are no text survive substitutions and variables", async () => {
  const fake = await shellMachine();
  const bytes = Buffer.from([0xff, 0x61, 0xc3, 0xa9, 0x80, 0x0a]);
  const started = fake.start(["bash", "-c", 'x=$(cat); printf "%s\\n" "$x" | cat'], WORK);
  await started.stdin.write(bytes);
  started.stdin.release();
  await started.end();
  expect(started.stdout.bytes).toEqual(bytes);
});

test("read -t gives up, and what comes later is there for others", async () => {
  const fake = await shellMachine();
  const started = fake.start(["bash", "-c", "read -t 2 x; echo $?; read y; echo [$y]"], WORK);
  await fake.pass(3_000);
  expect(started.stdout.text).toBe("142\n");
  await started.stdin.write(Buffer.from("late\n"));
  await settle();
  expect(started.stdout.text).toBe("142\n[late]\n");
});

test("time is that of the machine", async () => {
  const fake = await shellMachine();
  const text = "time sleep 61.5; echo $SECONDS; TIMEFORMAT=%R; time sleep 2; printf '%(%F)T %s\\n' -1 $EPOCHSECONDS";
  const began = Math.floor(fake.nowMs / 1000);
  const { stdout, stderr } = await runToEnd(fake, ["bash", "-c", text]);
  expect(stderr).toBe("\nreal\t1m1.500s\nuser\t0m0.000s\nsys\t0m0.000s\n2.000\n");
  expect(stdout).toBe(`61\n2024-01-15 ${began + 63}\n`);
});

test("chance is that of the machine", async () => {
  const numbers = async () => (await runToEnd(await shellMachine(), ["bash", "-c", "echo $RANDOM $RANDOM"])).stdout;
  expect(await numbers()).toBe(await numbers());
  expect(await numbers()).toMatch(/^\d{1,5} \d{1,5}\n$/);
});
