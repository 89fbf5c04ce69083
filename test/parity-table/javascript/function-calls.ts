import { expect } from "vitest";
import { NotFoundError } from "modal";
import { Function_, FunctionCall, RemoteError } from "modal-emulator";
import { type Area, expectThrown, works } from "../row.ts";
import { app, find } from "./functions-place.ts";
import { ofClient } from "./of-client.ts";

export const functionCalls: Area = {
  title: "FunctionService and FunctionCall",
  deploys: [app],
  rows: [
    ofClient(
      "FunctionService.fromName(appName, name, { environment, version })",
      "Function_.fromName(app, name, { environment, version })",
      async (modal) => {
        const add = await modal.functions.fromName("js-functions", "add", { environment: "main", version: 1 });
        expect(await add.remote([2, 3])).toBe(5);
      },
      "of the versions of an app there is the last one",
    ),
    ofClient(
      "FunctionService.fromName: NotFoundError is thrown at once",
      "await Function_.lookup(app, name)",
      async (modal) => {
        await expectThrown(() => modal.functions.fromName("js-functions", "none"), NotFoundError, "js-functions/none");
      },
      "`Function_.fromName` itself looks up when it is used, as in Python",
    ),
    ofClient("FunctionService.fromId(functionId)", "Function_.fromId(id)", async (modal) => {
      const { functionId = "" } = await find("add").hydrate();
      expect(await (await modal.functions.fromId(functionId)).remote([2, 3])).toBe(5);
      expect(await Function_.fromId(functionId).remote(2, 3)).toBe(5);
    }),
    ofClient("FunctionCallService.fromId(id)", "FunctionCall.fromId(id)", async (modal) => {
      const { functionCallId } = await find("add").spawn(2, 3);
      expect(await (await modal.functionCalls.fromId(functionCallId)).get()).toBe(5);
    }),
    works("FunctionCall.functionCallId", "call.functionCallId", async () => {
      const { functionCallId } = await find("add").spawn(2, 3);
      expect(functionCallId).toMatch(/^fc-/);
      expect(await FunctionCall.fromId(functionCallId).get()).toBe(5);
    }),
    works("FunctionCall.get({ timeoutMs })", "call.get({ timeoutMs })", async () => {
      const call = await find("nap").spawn(5000);
      await expect(call.get({ timeoutMs: 1000 })).rejects.toThrow("1000 ms");
      expect(await call.get()).toBe("rested");
    }),
    works("FunctionCall.cancel({ terminateContainers })", "call.cancel({ terminateContainers })", async () => {
      const call = await find("nap").spawn(60_000);
      await call.cancel({ terminateContainers: false });
      await expectThrown(() => call.get(), RemoteError);
    }),
    works("FunctionCall.logs: fetch, tail, stream", "call.logs.fetch(), tail(), stream()", async () => {
      const call = await find("shout").spawn("hey");
      const followed = await Array.fromAsync(call.logs.stream(), ({ message }) => message);
      expect(followed).toEqual(["hey", "hey!"]);
      expect(await call.logs.fetch({ source: "stderr" })).toHaveLength(1);
      expect(await call.logs.tail({ entries: 1 })).toHaveLength(1);
    }),
    works(
      "FunctionCall.logs.fetch() as AsyncIterable",
      "call.logs.fetch()",
      async () => {
        const call = await find("shout").spawn("hey");
        await call.get();
        expect(await Array.fromAsync(call.logs.fetch(), ({ message }) => message)).toEqual(["hey", "hey!"]);
      },
      "and a promise of a list",
    ),
  ],
};
