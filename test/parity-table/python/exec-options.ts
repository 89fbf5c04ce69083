import { expect } from "vitest";
import { type ExecOptions, InvalidError, Secret, StreamType } from "modal-emulator";
import { type Area, expectThrown, type Row, works } from "../row.ts";
import { aSandbox } from "./sandbox-place.ts";

/** A row of an option that shows in what a command writes to stdout. */
function seen(name: string, options: ExecOptions, argv: string[], output: string): Row {
  const show = async () => {
    const process = await (await aSandbox()).exec(argv, options as ExecOptions & { mode?: "text" });
    expect(String(await process.stdout.readText())).toBe(output);
  };
  return works(name, Object.keys(options).join(", "), show);
}

export const execOptions: Area = {
  title: "Sandbox: options of exec",
  rows: [
    works("stdout=", "stdout", async () => {
      const process = await (await aSandbox()).exec(["echo", "x"], { stdout: StreamType.DEVNULL });
      expect(await process.wait()).toBe(0);
      await expectThrown(() => process.stdout.readText(), InvalidError);
    }),
    works("stderr=", "stderr", async () => {
      await expectThrown(
        async () => (await aSandbox()).exec(["true"], { stderr: "none" as "pipe" }),
        InvalidError,
        "stderr",
      );
    }),
    works("timeout=", "timeoutMs", async () => {
      const process = await (await aSandbox()).exec(["sleep", "10"], { timeoutMs: 1000 });
      expect(await process.wait()).toBe(-1);
    }),
    seen("workdir=", { workdir: "/srv" }, ["pwd"], "/srv\n"),
    seen("env=", { env: { A: "env" } }, ["printenv", "A"], "env\n"),
    seen("secrets=", { secrets: [Secret.fromObject({ A: "secret" })] }, ["printenv", "A"], "secret\n"),
    works("text=", "text, mode", async () => {
      const process = await (await aSandbox()).exec(["echo", "x"], { mode: "binary" });
      expect(await process.stdout.read()).toEqual(new Uint8Array([120, 10]));
    }),
    works("bufsize=", "bufsize", async () => {
      const process = await (await aSandbox()).exec(["printf", "one\\ntwo"], { bufsize: 1 });
      expect(await Array.fromAsync(process.stdout)).toEqual(["one\n", "two"]);
    }),
    works("pty=", "pty", async () => {
      const process = await (await aSandbox()).exec(["sh", "-c", "echo err >&2"], { pty: true });
      expect(await process.stdout.readText()).toMatch(/^err\r?\n$/);
    }),
  ],
};
