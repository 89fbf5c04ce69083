// Source: declarations of modal@0.11.1
import { InvalidError } from "modal";
import { expect } from "vitest";
import { conformInSandboxes, makeSandbox, rejects } from "./conform.js";
import { endOf, outcome } from "./outcome.js";

conformInSandboxes({
  "Sandbox.exec ContainerProcess.wait: what a command comes to": async (place) => {
    const sandbox = await makeSandbox(place);
    expect(await outcome(sandbox, "sh", "-c", "echo out; echo err >&2; exit 4")).toEqual({
      stdout: "out\n",
      stderr: "err\n",
      code: 4,
    });
    expect((await outcome(sandbox, "no-such-program")).code).toBe(127);
    expect((await outcome(sandbox, "sh", "-c", "kill -9 $$")).code).toBe(137);
    await rejects(sandbox.exec([]), "ClientError", "INVALID_ARGUMENT: exec takes a command");
  },
  "Sandbox.exec: its options": async (place) => {
    const sandbox = await makeSandbox(place, { env: { A: "sandbox", B: "sandbox" } });
    const process = await sandbox.exec(["sh", "-c", "echo $A,$B,$C,$PWD"], {
      env: { A: "exec" },
      secrets: [await place.modal.secrets.fromObject({ C: "secret" })],
      workdir: "/tmp",
    });
    expect(await endOf(process)).toMatchObject({ stdout: "exec,sandbox,secret,/tmp\n" });
    const terminal = await sandbox.exec(["sh", "-c", "echo out; echo err >&2"], { pty: true });
    const seen = await endOf(terminal);
    expect([seen.stdout.replaceAll("\r", ""), seen.stderr]).toEqual(["out\nerr\n", ""]);
    await rejects(sandbox.exec(["true"], { stdout: "nonsense" as never }), Error, "Unsupported stdout behavior");
    await rejects(sandbox.exec(["true"], { workdir: "relative" }), /ClientError|InvalidError|Error/.source, "");
    await rejects(sandbox.exec(["true"], { env: { "not a name": "" } }), InvalidError, "not a name");
  },
  "ModalReadStream.readText ModalReadStream.readBytes Sandbox.exec: text, bytes, and what is left out": async (
    place,
  ) => {
    const sandbox = await makeSandbox(place);
    const binary = await sandbox.exec(["printf", "\\377\\000a"], { mode: "binary" });
    expect([...(await binary.stdout.readBytes())]).toEqual([255, 0, 97]);
    expect(await binary.stderr.readBytes()).toHaveLength(0);
    const text = await sandbox.exec(["printf", "h\\303\\244llo"]);
    const pieces: string[] = [];
    for await (const piece of text.stdout) pieces.push(piece);
    expect(pieces.join("")).toBe("hällo");
    const quiet = await sandbox.exec(["sh", "-c", "echo out; echo err >&2; exit 2"], {
      stdout: "ignore",
      stderr: "ignore",
    });
    expect(await endOf(quiet)).toEqual({ stdout: "", stderr: "", code: 2 });
    const large = await sandbox.exec(["sh", "-c", "head -c 3000000 /dev/zero"], { mode: "binary" });
    expect(await large.stdout.readBytes()).toHaveLength(3_000_000);
  },
  "ModalWriteStream.writeText ModalWriteStream.writeBytes ContainerProcess.closeStdin: what goes in": async (place) => {
    const sandbox = await makeSandbox(place);
    const cat = await sandbox.exec(["cat"]);
    await cat.stdin.writeText("one\n");
    const writer = cat.stdin.getWriter();
    await writer.write("two\n");
    await writer.close();
    expect(await endOf(cat)).toEqual({ stdout: "one\ntwo\n", stderr: "", code: 0 });
    const bytes = await sandbox.exec(["cat"], { mode: "binary" });
    await bytes.stdin.writeBytes(new Uint8Array([0, 255]));
    await bytes.stdin.close();
    expect([...(await bytes.stdout.readBytes())]).toEqual([0, 255]);
    const closed = await sandbox.exec(["wc", "-c"]);
    await closed.stdin.writeText("12345");
    await closed.closeStdin();
    expect((await closed.stdout.readText()).trim()).toBe("5");
    const over = await sandbox.exec(["true"]);
    await over.wait();
    await over.closeStdin();
  },
  "Sandbox.exec: its time limit": async (place) => {
    const sandbox = await makeSandbox(place);
    const { world, isVirtual } = place;
    const before = world.clock.now();
    const process = await sandbox.exec(["sh", "-c", "echo begun; sleep 100"], { timeoutMs: 2000 });
    expect(await endOf(process)).toEqual({ stdout: "begun\n", stderr: "", code: 137 });
    if (isVirtual) expect(world.clock.now() - before).toBe(2000);
    expect(await outcome(sandbox, "sleep", "40")).toMatchObject({ code: 0 });
  },
  "ContainerProcess.wait: while it runs": async (place) => {
    const sandbox = await makeSandbox(place);
    const process = await sandbox.exec(["sh", "-c", "for i in 1 2 3; do echo $i; sleep 1; done"]);
    const reader = process.stdout.getReader();
    expect((await reader.read()).value).toBe("1\n");
    expect((await reader.read()).value).toBe("2\n");
    await reader.cancel();
    expect(await process.wait()).toBe(0);
    const many = await Promise.all([1, 2, 3, 4].map((n) => outcome(sandbox, "sh", "-c", `sleep ${n}; echo ${n}`)));
    expect(many.map(({ stdout }) => stdout)).toEqual(["1\n", "2\n", "3\n", "4\n"]);
    const running = await sandbox.exec(["sleep", "100"]);
    const waiting = running.wait();
    await sandbox.terminate({ wait: true });
    expect(await waiting).toBe(137);
  },
  "Sandbox.stdin Sandbox.stdout Sandbox.stderr: of its main process": async (place) => {
    const sandbox = await makeSandbox(place, { command: ["sh", "-c", "echo err >&2; cat; exit 6"] });
    await sandbox.stdin.writeText("häl");
    await sandbox.stdin.writeText("lo\n");
    await sandbox.stdin.close();
    expect(await sandbox.stdout.readText()).toBe("hällo\n");
    expect(await sandbox.stderr.readText()).toBe("err\n");
    expect(await sandbox.wait()).toBe(6);
    const again = await place.modal.sandboxes.fromId(sandbox.sandboxId);
    if (!place.isV2) expect(await again.stdout.readText()).toBe("hällo\n");
    const speaking = await makeSandbox(place, { command: ["sh", "-c", "for i in 1 2 3; do echo $i; sleep 1; done"] });
    const pieces: string[] = [];
    for await (const piece of speaking.stdout) pieces.push(piece);
    expect(pieces).toEqual(["1\n", "2\n", "3\n"]);
  },
});
