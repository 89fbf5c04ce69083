// Modal: docs/modal/sandboxes.md#sandbox-files
import { expect, test } from "vitest";
import {
  AlreadyExistsError,
  ExecutionError,
  FilesystemExecutionError,
  InvalidError,
  NotFoundError,
} from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { inPlace } from "./with-sandbox.js";

test("files are opened, written and read as in Python", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    await using file = await sandbox.open("/srv/a.txt", "w+");
    await file.write("one\ntwo\nthree");
    await file.flush();
    await file.seek(0);
    expect(await file.readline()).toBe("one\n");
    expect(await file.read(2)).toBe("tw");
    await file.seek(-3, 2);
    expect(await file.read()).toBe("ree");
    await file.seek(0);
    await file.seek(4, 1);
    expect(await file.readlines()).toEqual(["two\n", "three"]);
    expect(await file.read()).toBe("");
    await file.seek(0);
    await file.writelines(["O", "N"]);
    expect(await sandbox.filesystem.readText("/srv/a.txt")).toBe("ONe\ntwo\nthree");
    await using appended = await sandbox.open("/srv/a.txt", "ab+");
    await appended.write(new Uint8Array([0x21]));
    await appended.seek(0);
    const lines: Uint8Array[] = [];
    for await (const line of appended) lines.push(line);
    expect(Buffer.concat(lines).toString()).toBe("ONe\ntwo\nthree!");
    await using fresh = await sandbox.open("/srv/a.txt", "w");
    expect(await sandbox.filesystem.readText("/srv/a.txt")).toBe("");
    await fresh.close();
  }));

test("a mode has one of r, w, a and x", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    for (const mode of ["", "b", "rw", "rr", "r++", "t", "rt"])
      await expectRejection(() => sandbox.open("/etc/hostname", mode), InvalidError, "Invalid file mode");
    expect(await (await sandbox.open("/srv/new", "x")).write("1")).toBeUndefined();
    await expectRejection(() => sandbox.open("/srv/new", "x"), AlreadyExistsError, "/srv/new");
    await expectRejection(() => sandbox.open("/none"), NotFoundError, "/none");
    await expectRejection(() => sandbox.open("/srv"), FilesystemExecutionError, "/srv");
    await expectRejection(() => sandbox.open("srv"), InvalidError, "absolute path");
  }));

test("what a file was not opened for is refused, and everything once it is closed", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const read = await sandbox.open("/etc/hostname");
    await expectRejection(() => read.write("x"), ExecutionError, "opened to be read");
    const written = await sandbox.open("/srv/a", "wb");
    await expectRejection(() => written.read(), ExecutionError, "opened to be written");
    // @ts-expect-error text
    await expectRejection(() => written.write("x"), TypeError, "takes bytes");
    const text = await sandbox.open("/srv/a", "a");
    // @ts-expect-error bytes
    await expectRejection(() => text.write(new Uint8Array()), TypeError, "takes text");
    await expectRejection(() => read.read(200 * 2 ** 20), InvalidError, "at most");
    await expectRejection(() => read.seek(-1), InvalidError, "before the beginning");
    await expectRejection(() => read.seek(0.5), InvalidError, "whole number");
    await read.close();
    for (const body of [() => read.read(), () => read.readline(), () => read.seek(0), () => read.flush()])
      await expectRejection(body, InvalidError, "is closed");
  }));

test("folders are made, listed and removed, and watched", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    await sandbox.mkdir("/srv/a");
    await expectRejection(() => sandbox.mkdir("/srv/a"), AlreadyExistsError, "/srv/a");
    await expectRejection(() => sandbox.mkdir("/none/a"), NotFoundError, "/none/a");
    await sandbox.mkdir("/none/a", { parents: true });
    const watching = sandbox.watch("/srv", { recursive: true });
    const first = watching.next();
    await (await sandbox.open("/srv/a/b", "w")).close();
    expect(await first).toMatchObject({ value: { paths: ["/srv/a/b"], type: "Create" } });
    await watching.return();
    expect(await sandbox.ls("/srv")).toEqual(["a"]);
    await expectRejection(() => sandbox.rm("/srv/a"), FilesystemExecutionError, "/srv/a");
    await sandbox.rm("/srv/a", { recursive: true });
    expect(await sandbox.ls("/srv")).toEqual([]);
    await expectRejection(() => sandbox.rm("/srv/a"), NotFoundError, "/srv/a");
  }));
