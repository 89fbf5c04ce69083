import { describe, expect, test } from "vitest";
import { decode, encode } from "../../src/emulator/lanes/processes/bytes.js";
import { ShellError } from "../../src/emulator/lanes/processes/open-file.js";
import type { OpenFile } from "../../src/emulator/lanes/processes/open-file.js";
import { FakeMachine, settle } from "../support/fake-machine.js";

const text = async (file: OpenFile, size?: number): Promise<string> => decode(await file.read(size));
const code = (act: () => unknown): string => {
  try {
    act();
    return "none";
  } catch (error) {
    return error instanceof ShellError ? error.code : String(error);
  }
};

describe("files of the disk", () => {
  test("have one place in them for all who share them", async () => {
    const { machine } = new FakeMachine({ files: { "/a": "one two three" } });
    const file = machine.open("/a", "r");
    file.retain();
    expect([await text(file, 4), await text(file, 4)]).toEqual(["one ", "two "]);
    file.release();
    file.unread?.(4);
    expect([await text(file), await text(file)]).toEqual(["two three", ""]);
    file.release();
    await expect(file.read()).rejects.toMatchObject({ code: "EBADF" });
  });

  test.each<["w" | "a" | "r+" | "wx", string, string]>([
    ["w", "/a", "XY"],
    ["a", "/a", "onetwoXY"],
    ["r+", "/a", "XYetwo"],
    ["wx", "/new", "XY"],
  ])("opened by %s take what is written", async (flags, path, content) => {
    const { machine } = new FakeMachine({ files: { "/a": "onetwo" } });
    const file = machine.open(path, flags);
    await file.write(encode("X"));
    await file.write(encode("Y"));
    expect(decode(machine.fs.readFile(path))).toBe(content);
  });

  test("each write of two that append goes to the end", async () => {
    const { machine } = new FakeMachine();
    const [one, other] = [machine.open("/log", "a"), machine.open("/log", "a")];
    for (const [file, word] of [
      [one, "a"],
      [other, "b"],
      [one, "c"],
    ] as const)
      await file.write(encode(word));
    expect(decode(machine.fs.readFile("/log"))).toBe("abc");
  });

  test("live on without a name, and follow a new one", async () => {
    const { machine } = new FakeMachine({ files: { "/a": "old", "/d/b": "inside" } });
    const [removed, moved, written] = [machine.open("/a", "r"), machine.open("/d/b", "r"), machine.open("/w", "w")];
    machine.fs.rm("/a");
    machine.fs.writeFile("/a", encode("new"));
    machine.fs.rename("/d", "/e");
    machine.fs.rm("/w");
    await written.write(encode("lost"));
    expect([await text(removed), moved.path, await text(moved)]).toEqual(["old", "/e/b", "inside"]);
    expect(machine.fs.stat("/w")).toBeUndefined();
    expect(decode(machine.fs.readFile("/a"))).toBe("new");
  });

  test("cannot be opened for all that is wrong", () => {
    const { machine } = new FakeMachine({ files: { "/a": "", "/d/": "" } });
    expect([
      code(() => machine.open("/nope", "r")),
      code(() => machine.open("/nope/a", "w")),
      code(() => machine.open("/d", "w")),
      code(() => machine.open("/a", "wx")),
      code(() => machine.open("/a/b", "w")),
      code(() => machine.open("/dev/tty", "r")),
    ]).toEqual(["ENOENT", "ENOENT", "EISDIR", "EEXIST", "ENOTDIR", "ENXIO"]);
  });
});

describe("devices", () => {
  test.each([
    ["/dev/null", 4, []],
    ["/dev/zero", 4, [0, 0, 0, 0]],
    ["/dev/full", 2, [0, 0]],
  ])("%s is read", async (path, size, bytes) => {
    const file = new FakeMachine().machine.open(path, "r");
    expect([...(await file.read(size))]).toEqual(bytes);
  });

  test("/dev/urandom is seeded, /dev/full is full, /dev/null takes all", async () => {
    const read = async (): Promise<string> =>
      Buffer.from(await new FakeMachine().machine.open("/dev/urandom", "r").read(16)).toString("hex");
    expect(await read()).toBe(await read());
    expect(await read()).not.toBe("0".repeat(32));
    const { machine } = new FakeMachine();
    await machine.open("/dev/null", "w").write(new Uint8Array(1_000_000));
    await expect(machine.open("/dev/full", "w").write(encode("x"))).rejects.toMatchObject({ code: "ENOSPC" });
    expect(machine.fs.stat("/dev/null")?.type).toBe("other");
  });

  test("/dev/stdin, /dev/fd/N and /dev/stderr are those of the process", async () => {
    const fake = new FakeMachine();
    expect(await fake.run(["cat", "/dev/stdin"], { stdin: "in" })).toEqual({ stdout: "in", stderr: "", code: 0 });
    expect(await fake.run(["grep", "i", "/dev/fd/0"], { stdin: "in\nout\n" })).toMatchObject({ stdout: "in\n" });
    expect(await fake.run(["tee", "/dev/stderr"], { stdin: "x" })).toEqual({ stdout: "x", stderr: "x", code: 0 });
    expect(await fake.run(["cat", "/dev/fd/9", "/dev/tty"])).toEqual({
      stdout: "",
      stderr: "cat: /dev/fd/9: No such file or directory\ncat: /dev/tty: No such device or address\n",
      code: 1,
    });
  });
});

describe("pipes with a name", () => {
  test("carry what is written to whoever reads", async () => {
    const fake = new FakeMachine();
    expect((await fake.run(["mkfifo", "/tmp/f"])).code).toBe(0);
    expect((await fake.run(["test", "-p", "/tmp/f"])).code).toBe(0);
    const reader = fake.start(["cat", "/tmp/f"]);
    await settle();
    expect(reader.process.status).toBeUndefined();
    await fake.run(["tee", "/tmp/f"], { stdin: "through" });
    expect(await reader.end()).toEqual({ stdout: "through", stderr: "", code: 0 });
    await fake.run(["tee", "/tmp/f"], { stdin: "kept" });
    expect((await fake.run(["cat", "/tmp/f"])).stdout).toBe("kept");
    expect((await fake.run(["mkfifo", "/tmp/f"])).stderr).toBe("mkfifo: cannot create fifo '/tmp/f': File exists\n");
    expect((await fake.run(["rm", "/tmp/f"])).code).toBe(0);
    expect(fake.machine.fs.stat("/tmp/f")).toBeUndefined();
  });
});

describe("programs", () => {
  const files = {
    "/root/run": "#!/usr/bin/env echo\n",
    "/root/plain": "text",
    "/opt/mine": "#!/bin/echo -n\n",
    "/root/bad": "#!/bin/nope\n",
    "/root/elf": "\u007fELF\0",
  };
  const made = (): FakeMachine => {
    const fake = new FakeMachine({ files });
    for (const path of ["/root/run", "/opt/mine", "/root/bad", "/root/elf"]) fake.machine.fs.chmod(path, 0o755);
    fake.add("sh", async (process) => (await process.write(1, `sh ${process.argv.slice(1).join(" ")}`), 0));
    return fake;
  };

  test.each<[string, string | undefined, string]>([
    ["ls", undefined, "/usr/bin/ls"],
    ["ls", "/nope:/bin", "/bin/ls"],
    ["/usr/local/bin/ls", undefined, "/usr/local/bin/ls"],
    ["sh", undefined, "/usr/bin/sh"],
    ["mine", "/usr/bin:/opt", "/opt/mine"],
    ["./run", undefined, "/root/run"],
    ["../opt/mine", undefined, "/opt/mine"],
    ["mine", undefined, "missing"],
    ["ls", "/opt", "missing"],
    ["./plain", undefined, "denied"],
    ["plain", "/root", "denied"],
    ["/root", undefined, "denied"],
    ["", undefined, "missing"],
  ])("%j in %j is %s", (name, path, found) => {
    const result = made().machine.find(name, path, "/root");
    expect(result.kind === "program" ? result.path : result.kind).toBe(found);
  });

  test("scripts run by their interpreter", async () => {
    const fake = made();
    expect((await fake.run(["./run", "a"])).stdout).toBe("./run a\n");
    expect((await fake.run(["/opt/mine", "b"])).stdout).toBe("/opt/mine b");
    fake.machine.fs.chmod("/root/plain", 0o755);
    expect((await fake.run(["./plain", "c"])).stdout).toBe("sh ./plain c");
    expect(await fake.run(["./bad"])).toMatchObject({
      code: 126,
      stderr: "./bad: /bin/nope: bad interpreter: No such file or directory\n",
    });
    expect(await fake.run(["./elf"])).toMatchObject({
      code: 126,
      stderr: expect.stringContaining("cannot execute binary file"),
    });
  });

  test("that are no files are seen all the same, and cannot be changed", async () => {
    const fake = made();
    expect((await fake.run(["which", "ls", "git", "sh"])).stdout).toBe("/usr/bin/ls\n/usr/bin/sh\n");
    expect((await fake.run(["test", "-x", "/usr/bin/grep"])).code).toBe(0);
    expect((await fake.run(["ls", "/bin"])).stdout).toMatch(/^\[\n(\S+\n)*awk\n(\S+\n)*yes\nyq\nzcat\n$/);
    expect((await fake.run(["rm", "/usr/bin/ls"])).stderr).toBe(
      "rm: cannot remove '/usr/bin/ls': Read-only file system\n",
    );
  });

  test("that are lacking say so", async () => {
    expect(await new FakeMachine().run(["git", "status"])).toEqual({
      code: 127,
      stdout: "",
      stderr:
        'git: command not found: a machine in memory has no git. Run the sandbox with `sandboxes: "process"`, ' +
        'or tell what it does with world.sandboxes.command("git", …)\n',
    });
    for (const name of ["dd", "bc", "hexdump", "install", "fmt"]) {
      const { code, stderr } = await new FakeMachine().run([name]);
      expect([code, stderr]).toEqual([127, expect.stringContaining(`a machine in memory has no ${name}.`)]);
    }
  });
});
