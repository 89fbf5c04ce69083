import { describe } from "vitest";
import { test as base } from "modal-emulator/vitest";
import { app, digest, summarize } from "../../../fixtures/client-service/modal-app.js";
import { service } from "../../../fixtures/client-service/service.js";

const test = base.override({ client: true });

const ask = async (path: string, method = "GET", body?: unknown): Promise<readonly [status: number, body: unknown]> => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await service.request(path, { method, ...(body !== undefined && { body: text }) });
  const content = await answer.text();
  return [answer.status, content === "" ? undefined : JSON.parse(content)];
};

describe("a service with a client at module level", { concurrent: true }, () => {
  test("calls functions, in the time that they take", async ({ world, expect }) => {
    await world.deploy(app);
    const before = world.clock.now();
    expect(await ask("/summaries", "POST", { text: "a b c d e" })).toEqual([200, { summary: "a b c", words: 3 }]);
    expect(world.clock.now() - before).toBe(20_000);
    const two = await ask("/summaries", "POST", { text: "a b c d e", words: 2 });
    expect(two).toEqual([200, { summary: "a b", words: 2 }]);
    expect(summarize).toHaveRun({ times: 2 });
  });

  test("says what failed there, after its retries", async ({ world, expect }) => {
    await world.deploy(app);
    const answer = await ask("/summaries", "POST", { text: " " });
    expect(answer).toEqual([422, { error: expect.stringContaining("there is nothing to summarize") }]);
    expect(summarize).toHaveRetried({ times: 2 });
  });

  test("says that there is no such function as long as none is deployed", async ({ world, expect }) => {
    const answer = await ask("/summaries", "POST", { text: "a" });
    expect(answer).toEqual([404, { error: "Function 'reports/summarize' not found" }]);
    expect(world.calls()).toEqual([]);
  });

  test("jobs go on while it answers", async ({ world, expect }) => {
    await world.deploy(app);
    const [status, job] = await ask("/jobs", "POST", { text: "one two three four" });
    const { id } = job as { id: string };
    expect([status, id]).toEqual([202, expect.stringMatching(/^fc-/)]);
    expect(await ask(`/jobs/${id}`)).toEqual([202, { state: "running" }]);
    await world.clock.advance({ seconds: 21 });
    expect(await ask(`/jobs/${id}`)).toEqual([200, { summary: "one two three", words: 3 }]);
  });

  test("survives a connection that fails twice", async ({ world, expect }) => {
    await world.deploy(app);
    world.faults.rpc("FunctionMap", { times: 2 });
    const before = world.clock.now();
    expect(await ask("/summaries", "POST", { text: "a" })).toEqual([200, { summary: "a", words: 3 }]);
    expect(world.clock.now() - before).toBe(20_300); // the client waits 100 and 200 ms
    expect(summarize).toHaveRun({ times: 1 });
  });

  test("an answer that is lost runs nothing twice", async ({ world, expect }) => {
    await world.deploy(app);
    world.faults.rpc("FunctionMap", { times: 1, losesAnswer: true });
    expect(await ask("/summaries", "POST", { text: "a" })).toEqual([200, { summary: "a", words: 3 }]);
    expect(summarize).toHaveRun({ times: 1 });
  });

  test("says so when Modal cannot be reached", async ({ world, expect }) => {
    await world.deploy(app);
    world.faults.rpc("FunctionGet");
    const answer = await ask("/summaries", "POST", { text: "a" });
    expect(answer).toEqual([503, { error: "Modal cannot be reached" }]);
  });

  test("what was uploaded by day is in the digest of the night", async ({ world, expect }) => {
    await world.deploy(app);
    for (const name of ["tea", "salt"]) expect(await ask(`/uploads/${name}`, "POST")).toEqual([204, undefined]);
    const before = world.clock.now();
    expect(await ask("/digests/next")).toEqual([204, undefined]);
    expect(world.clock.now() - before).toBe(60_000);
    await world.clock.advance({ hours: 24 });
    expect(digest).toHaveFiredAt("2026-01-01T03:00:00Z");
    const night = { at: "2026-01-01T03:00:00.000Z", names: ["salt", "tea"] };
    expect(await ask("/digests/next")).toEqual([200, night]);
  });

  test("runs scripts in sandboxes, and ends these", async ({ world, expect }) => {
    expect(await ask("/scripts", "POST", "seq 3 | paste -sd+; exit 4")).toEqual([200, { output: "1+2+3\n", code: 4 }]);
    expect(world.events.of("sandbox.ended")).toHaveLength(1);
  });
});
