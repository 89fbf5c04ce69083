// Source: declarations of modal@0.11.1
import type { LogEntry } from "modal";
import { expect } from "vitest";
import { conform, conformInSandboxes, makeSandbox } from "./conform.js";

const APP = "conformance";

async function collect(entries: AsyncIterable<LogEntry>): Promise<string[]> {
  return (await Array.fromAsync(entries)).map(({ source, message }) => `${source}: ${message}`);
}

conform({
  "Function_.logs FunctionLogsManager.fetch FunctionLogsManager.tail FunctionLogsManager.stream: of a function":
    async ({ modal, world, isVirtual }) => {
      const speaks = await modal.functions.fromName(APP, "speaks");
      const since = new Date(world.clock.now());
      await speaks.remote(["one"]);
      await world.clock.advance(60_000);
      const middle = new Date(world.clock.now());
      await speaks.remote(["two"]);
      await world.clock.advance(1000);
      const until = new Date(world.clock.now() + 1000);
      const all = ["stdout: out one\n", "stderr: err one\n", "stdout: out two\n", "stderr: err two\n"];
      expect(await collect(speaks.logs.fetch({ since, until }))).toEqual(all);
      expect(await collect(speaks.logs.fetch({ since: middle, until, source: "stderr" }))).toEqual([all[3]]);
      expect(await collect(speaks.logs.fetch({ since, until, searchText: "one" }))).toEqual(all.slice(0, 2));
      const [entry] = await Array.fromAsync(speaks.logs.fetch({ since, until }));
      expect(entry).toMatchObject({ objectId: speaks.functionId, timestamp: since });
      if (!isVirtual) return; // the last so many lines are looked for from the present of this machine on
      expect(await collect(speaks.logs.tail({ entries: 2 }))).toEqual(all.slice(2));
      expect(await collect(speaks.logs.tail({ source: "stdout" }))).toEqual([all[0], all[2]]);
      const streaming = collect(speaks.logs.stream({ timeoutMs: 5000 }));
      await speaks.remote(["three"]);
      expect(await streaming).toEqual(expect.arrayContaining(["stdout: out three\n"]));
    },
  "FunctionCall.logs FunctionCallLogsManager.fetch FunctionCallLogsManager.tail FunctionCallLogsManager.stream: of a call":
    async ({ modal, world, isVirtual }) => {
      const speaks = await modal.functions.fromName(APP, "speaks");
      await speaks.remote(["other"]);
      const since = new Date(world.clock.now());
      const call = await speaks.spawn(["mine"]);
      expect(await collect(call.logs.stream())).toEqual(["stdout: out mine\n", "stderr: err mine\n"]);
      await call.get();
      await world.clock.advance(1000);
      const until = new Date(world.clock.now() + 1000);
      expect(await collect(call.logs.fetch({ since, until }))).toEqual(["stdout: out mine\n", "stderr: err mine\n"]);
      expect(await collect(call.logs.fetch({ since, until, source: "stdout" }))).toEqual(["stdout: out mine\n"]);
      if (isVirtual) expect(await collect(call.logs.tail({ entries: 1 }))).toEqual(["stderr: err mine\n"]);
    },
});

conformInSandboxes({
  "Sandbox.logs SandboxLogsManager.fetch SandboxLogsManager.tail: of a sandbox": async (place) => {
    const { world, isVirtual } = place;
    const since = new Date(world.clock.now());
    const sandbox = await makeSandbox(place, { command: ["sh", "-c", "echo out; echo err >&2; sleep 100"] });
    await makeSandbox(place, { command: ["echo", "other"] });
    await world.clock.advance(5000);
    const until = new Date(world.clock.now());
    expect(await collect(sandbox.logs.fetch({ since, until }))).toEqual(["stdout: out\n", "stderr: err\n"]);
    expect(await collect(sandbox.logs.fetch({ since, until, source: "stderr" }))).toEqual(["stderr: err\n"]);
    expect(await collect(sandbox.logs.fetch({ since, until, searchText: "ou" }))).toEqual(["stdout: out\n"]);
    if (isVirtual) expect(await collect(sandbox.logs.tail({ entries: 1 }))).toEqual(["stderr: err\n"]);
  },
});
