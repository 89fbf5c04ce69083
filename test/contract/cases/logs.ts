import { expect } from "vitest";
import { LogsFetchError, NotFoundError } from "modal-emulator";
import type { LogSubject } from "../../../src/contract/log-commands.js";
import { running } from "../apps/contract.js";
import type { Asked, Group } from "../case.js";

/** An app whose function has written three times, on two streams each time. */
async function written(
  asked: Asked,
): Promise<{ appId: string; functionId: string; subjects: LogSubject[]; callId: string }> {
  const { appId, idOf } = await running(asked);
  const functionId = idOf("says");
  for (const text of ["one", "two"]) await asked.send("call.invoke", { functionId, args: [text] });
  const { callId } = await asked.send("call.spawn", { functionId, args: ["three"] });
  await asked.send("call.get", { callId, index: 0 });
  const subjects: LogSubject[] = [
    { kind: "app", id: appId, name: "contract" },
    { kind: "function", id: functionId },
    { kind: "call", id: callId },
  ];
  return { appId, functionId, callId, subjects };
}

const UNKNOWN: readonly LogSubject[] = [
  { kind: "app", id: "ap-none", name: undefined },
  { kind: "function", id: "fu-none" },
  { kind: "call", id: "fc-none" },
];

export const logs = {
  "logs.read": [
    [
      "gives what an app, a function or a call has written",
      async (asked) => {
        const { subjects, appId, functionId, callId } = await written(asked);
        const [app, fn, call] = await Promise.all(
          subjects.map(async (subject) => await asked.send("logs.read", { subject, source: "stdout" })),
        );
        expect(app?.map(({ text }) => text)).toEqual(["one", "two", "three"]);
        expect(fn).toEqual(app);
        expect(call).toEqual(app?.slice(2));
        expect(call?.[0]).toMatchObject({ at: expect.any(Number), source: "stdout", appId });
        expect(call?.[0]?.contextIds.slice(0, 2)).toEqual([functionId, callId]);
      },
    ],
    [
      "finds by stream, text, time and number",
      async (asked) => {
        const { subjects } = await written(asked);
        const subject = subjects[0] ?? expect.fail();
        const texts = async (wanted: object) =>
          (await asked.send("logs.read", { subject, ...wanted })).map(({ text }) => text);
        expect(await texts({ source: "stderr" })).toEqual(Array(3).fill("not so loud"));
        expect(await texts({ text: "w" })).toEqual(["two"]);
        expect(await texts({ last: 2, source: "stdout" })).toEqual(["two", "three"]);
        expect(await texts({ until: 0 })).toEqual([]);
        expect(await texts({ since: Number.MAX_SAFE_INTEGER })).toEqual([]);
        await asked.refused("logs.read", { subject, last: 10_001 }, LogsFetchError, "10001", "`contract`");
      },
    ],
    [
      "names what is unknown",
      async ({ refused }) => {
        for (const subject of UNKNOWN) await refused("logs.read", { subject }, NotFoundError, subject.id);
      },
    ],
  ],
  "logs.follow": [
    [
      "gives the output of a call from its beginning, and says that it is done",
      async (asked) => {
        const { functionId } = await written(asked);
        const { callId } = await asked.send("call.spawn", { functionId, args: ["four"] });
        const subject = { kind: "call", id: callId } as const;
        const texts: string[] = [];
        for (let after: number | undefined; ;) {
          const followed = await asked.send("logs.follow", { subject, after });
          texts.push(...followed.lines.map(({ text }) => text));
          after = followed.after;
          if (followed.isDone) break;
        }
        expect(texts).toEqual(["four", "not so loud"]);
      },
    ],
    [
      "gives what an app writes from now on, as long as something comes in time",
      async (asked) => {
        const { functionId, subjects } = await written(asked);
        const subject = subjects[0] ?? expect.fail();
        let following = asked.send("logs.follow", { subject, after: undefined });
        await asked.send("call.invoke", { functionId, args: ["four"] });
        const texts: string[] = [];
        for (;;) {
          const { lines, after, isDone } = await following;
          texts.push(...lines.map(({ text }) => text));
          expect(isDone).toBe(lines.length === 0);
          if (isDone) break;
          following = asked.send("logs.follow", { subject, after, timeoutMs: 5000 });
        }
        expect(texts).toEqual(["four", "not so loud"]);
      },
    ],
    [
      "names what is unknown",
      async ({ refused }) => {
        for (const subject of UNKNOWN)
          await refused("logs.follow", { subject, after: undefined }, NotFoundError, subject.id);
      },
    ],
  ],
} satisfies Group;
