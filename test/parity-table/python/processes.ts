import { PassThrough } from "node:stream";
import { expect } from "vitest";
import { StreamType, type ExecOptions, type FileIO, type Sandbox } from "modal-emulator";
import { type Area, type Row, works } from "../row.ts";
import { aSandbox } from "./sandbox-place.ts";

/** A row of a process of `exec`. */
function process(
  name: string,
  here: string,
  argv: string[],
  show: (given: Awaited<ReturnType<Sandbox["exec"]>>) => Promise<void>,
  note?: string,
): Row {
  return works(name, here, async () => show(await (await aSandbox()).exec(argv)), note);
}

/** A row of a file with the text "one\ntwo\n". */
function file(name: string, here: string, show: (file: FileIO) => Promise<void>): Row {
  const shown = async () => {
    const sandbox = await aSandbox();
    await sandbox.filesystem.writeText("one\ntwo\n", "/srv/a");
    await using opened = await sandbox.open("/srv/a", "r+");
    await show(opened);
  };
  return works(`FileIO.${name}`, here, shown, "with a warning of `sandbox.open`");
}

export const processes: Area = {
  title: "Sandbox: processes and streams",
  rows: [
    process("ContainerProcess.stdout", "process.stdout", ["echo", "out"], async ({ stdout }) => {
      expect(await stdout.readText()).toBe("out\n");
    }),
    process("ContainerProcess.stderr", "process.stderr", ["sh", "-c", "echo err >&2"], async ({ stderr }) => {
      expect(await stderr.readText()).toBe("err\n");
    }),
    process("ContainerProcess.stdin", "process.stdin", ["cat"], async ({ stdin, stdout }) => {
      await stdin.writeText("given");
      await stdin.close();
      expect(await stdout.readText()).toBe("given");
    }),
    process("ContainerProcess.returncode", "process.returncode", ["false"], async (given) => {
      await given.wait();
      expect(given.returncode).toBe(1);
    }),
    process("ContainerProcess.poll", "process.poll()", ["sleep", "5"], async (given) => {
      expect(await given.poll()).toBeNull();
    }),
    process("ContainerProcess.wait", "process.wait()", ["sh", "-c", "exit 4"], async (given) => {
      expect(await given.wait()).toBe(4);
    }),
    works(
      "ContainerProcess.attach",
      "process.attach({ stdin, stdout })",
      async () => {
        const given = await (await aSandbox()).exec(["echo", "shown"], { pty: true });
        const [stdin, stdout] = [new PassThrough(), new PassThrough()];
        await given.attach({ stdin, stdout });
        expect(String(stdout.read())).toContain("shown");
      },
      "the terminal of the test's process, or (only here) streams; real programs by the package node-pty",
    ),
    process(
      "StreamReader.read",
      "stream.read(), readText(), readBytes()",
      ["echo", "read"],
      async ({ stdout }) => {
        expect(await stdout.read()).toBe("read\n");
      },
      "a `ModalReadStream`",
    ),
    process(
      "StreamReader.__aiter__",
      "for await (const line of stream)",
      ["printf", "one\\ntwo\\n"],
      async ({ stdout }) => {
        expect((await Array.fromAsync(stdout as AsyncIterable<string>)).join("")).toBe("one\ntwo\n");
      },
      "a web stream",
    ),
    process("StreamReader.file_descriptor", "stream.fileDescriptor", ["true"], async ({ stdout, stderr }) => {
      expect([stdout.fileDescriptor, stderr.fileDescriptor]).toEqual([1, 2]);
    }),
    process(
      "StreamWriter.write",
      "stream.write(data), writeText, writeBytes",
      ["cat"],
      async ({ stdin, stdout }) => {
        stdin.write("buffered");
        stdin.writeEof();
        await stdin.drain();
        expect(await stdout.readText()).toBe("buffered");
      },
      "with its limits; `BufferError` is a `ResourceExhaustedError`, `ValueError` an `InvalidError`",
    ),
    process("StreamWriter.write_eof", "stream.writeEof()", ["cat"], async ({ stdin, stdout }) => {
      stdin.writeEof();
      await stdin.drain();
      expect(await stdout.readText()).toBe("");
    }),
    process("StreamWriter.drain", "stream.drain()", ["head", "-c", "4"], async ({ stdin, stdout }) => {
      stdin.write("four");
      await stdin.drain();
      expect(await stdout.readText()).toBe("four");
    }),
    file("read", "file.read(size)", async (opened) => expect(await opened.read(2)).toBe("on")),
    file("readline", "file.readline()", async (opened) => expect(await opened.readline()).toBe("one\n")),
    file("readlines", "file.readlines()", async (opened) =>
      expect(await opened.readlines()).toEqual(["one\n", "two\n"]),
    ),
    file("write", "file.write(data)", async (opened) => {
      await opened.write("ONE");
      await opened.seek(0);
      expect(await opened.read()).toBe("ONE\ntwo\n");
    }),
    file("flush", "file.flush()", async (opened) => {
      await opened.write("T");
      expect(await opened.flush()).toBeUndefined();
    }),
    file("seek", "file.seek(offset, whence)", async (opened) => {
      await opened.seek(-4, 2);
      expect(await opened.read()).toBe("two\n");
    }),
    file("close", "file.close()", async (opened) => {
      await opened.close();
      await expect(opened.read()).rejects.toThrow("closed");
    }),
    works(
      "StreamType (DEVNULL, PIPE, STDOUT)",
      "StreamType.DEVNULL, PIPE, STDOUT",
      async () => {
        const options: ExecOptions = { stdout: StreamType.DEVNULL, stderr: StreamType.PIPE };
        const given = await (await aSandbox()).exec(["sh", "-c", "echo out; echo err >&2"], options as never);
        expect(await given.stderr.readText()).toBe("err\n");
      },
      '`"ignore"`, `"pipe"` and `"stdout"` are the same',
    ),
  ],
};
