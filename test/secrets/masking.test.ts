import { describe, expect, test as plain } from "vitest";
import { App, Dict, Queue, Secret } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describeFailure } from "modal-emulator/testing";
import { test } from "modal-emulator/vitest";
import { Masking } from "../../src/emulator/kernel/masking.js";

const app = new App("masked", { secrets: [Secret.fromName("stored"), Secret.fromDict({ INLINE: "inline-value" })] });
const speak = app.function({ env: { PUBLIC: "public-value" } }, async function speak(_note?: string): Promise<string> {
  const { STORED, INLINE, PUBLIC } = process.env;
  console.log(`stored ${STORED}, inline ${INLINE}, public ${PUBLIC}`);
  process.stdout.write(STORED?.slice(0, 5) ?? "");
  process.stdout.write(`${STORED?.slice(5)}!\n`);
  console.error("%s", INLINE);
  return `${STORED} ${INLINE}`;
});
const fail = app.function({}, async function fail(): Promise<string> {
  throw new TypeError(`cannot use ${process.env["STORED"]}`);
});
const request = app.function({}, async function request(): Promise<string> {
  const response = await fetch(`https://api.example/?key=${encodeURIComponent(process.env["STORED"] ?? "")}`);
  return response.text();
});
const change = app.function({}, async function change(): Promise<void> {
  await Secret.fromName("stored").update({ STORED: "a new/value" });
  console.log("old-value?", "a new/value", "old/value+1");
});

describe("values of secrets", () => {
  test("are *** in logs, errors and URLs of the event log, and as they are for the caller", async ({ world }) => {
    world.secrets.set("stored", { STORED: "old/value+1" });
    world.onFetch("https://api.example/*", ({ url }) => new Response(url));
    const result = await world.run(app, async () => [
      await speak.remote(),
      await fail.remote().catch(String),
      await request.remote(),
      await change.remote(),
    ]);
    expect(result).toEqual([
      "old/value+1 inline-value",
      "TypeError: cannot use old/value+1",
      "https://api.example/?key=old%2Fvalue%2B1",
      undefined,
    ]);
    expect(Array.from(world.logs, ({ message }) => message)).toEqual([
      "stored ***, inline ***, public public-value",
      "***!",
      "***",
      expect.stringMatching(/^TypeError: cannot use \*\*\*\n {4}at fail /),
      "old-value? *** ***",
    ]);
    expect(world.events.of("attempt.ended").map(({ error }) => error)).toContainEqual({
      name: "TypeError",
      message: "cannot use ***",
    });
    expect(world.events.of("fetch.answered")).toMatchObject([{ url: "https://api.example/?key=***" }]);
    for (const text of [JSON.stringify([...world.events]), describeFailure(world, "a test")])
      expect(text).not.toMatch(/old\/value|old%2F|inline-value|new\/value/);
    expect(world.secrets.mask("old/value+1 and public-value")).toBe("*** and public-value");
  });

  test("leave ids, names of things and words of the emulator alone, whatever they are", async ({ world }) => {
    world.secrets.set("stored", { STORED: "speak", A: "main", B: "SUCCESS", C: "stdout", D: "masked", E: "remote" });
    await world.run(app, () => speak.remote());
    expect(world.events.of("container.created")).toMatchObject([{ function: "speak" }]);
    expect(world.events.of("app.started")).toMatchObject([{ name: "masked", environment: "main" }]);
    expect(world.events.of("attempt.ended")).toMatchObject([{ status: "SUCCESS" }]);
    expect(world.events.of("call.created")).toMatchObject([{ function: "speak", kind: "remote" }]);
    expect([...world.logs][0]).toMatchObject({
      source: "stdout",
      message: "stored ***, inline ***, public public-value",
    });
  });

  test("leave ids of dicts and queues alone", async ({ world }) => {
    await world.within(async () => {
      const dict = await Dict.fromName("dict", { createIfMissing: true }).hydrate();
      const queue = await Queue.fromName("queue", { createIfMissing: true }).hydrate();
      world.secrets.set("stored", { A: dict.objectId?.slice(-8) ?? "", B: queue.objectId?.slice(-8) ?? "" });
      await dict.put("a", 1);
      await queue.put("a");
      expect(world.events.of("dict.put")).toMatchObject([{ dict: dict.objectId }]);
      expect(world.events.of("queue.put")).toMatchObject([{ queue: queue.objectId }]);
    });
  });

  test("are masked in what the doctor reports", async ({ world }) => {
    const report = await world.doctor(async (examined) => {
      examined.secrets.set("stored", { STORED: "hunter-2" });
      await examined.run(app, () => speak.remote(`hunter-2 ${Math.random()}`));
    });
    expect(report.deterministic).toBe(false);
    expect(JSON.stringify(report.first)).toMatch(/\*\*\* 0\./);
    expect(String(report)).not.toContain("hunter-2");
  });

  for (const threads of [0, 2]) {
    plain(`do not change the course of events (threads: ${threads})`, async () => {
      const log = async (value: string): Promise<string> => {
        await using world = await Emulator.start({ threads });
        world.secrets.set("stored", { STORED: value });
        await world.run(app, () => speak.remote());
        return JSON.stringify([...world.events]);
      };
      expect(await log("one value")).toBe(await log("two values"));
    });
  }
});

describe("Masking", () => {
  const masked = (values: readonly string[], text: string): string => {
    const masking = new Masking();
    masking.add(values);
    return masking.mask(text);
  };

  plain("leaves values of less than four characters", () => {
    expect(masked(["abc", "", "abcd"], "abc abcd")).toBe("abc ***");
  });
  plain("takes the longest value first", () => {
    expect(masked(["pass", "password", "passport"], "password passport passage")).toBe("*** *** ***age");
  });
  plain("takes values literally", () => {
    expect(masked(["a.b*", "$&-[x]", "\\d+|/"], "a.b* axbb $&-[x] \\d+|/ 12")).toBe("*** axbb *** *** 12");
  });
  plain("takes each line of a value of several, and the whole", () => {
    const value = "-----BEGIN\r\nabc\ndefgh\n";
    expect(masked([value], `<${value}>`)).toBe("<***>");
    expect(masked([value], "-----BEGIN | abc | defgh")).toBe("*** | abc | ***");
  });
  plain("takes values as they stand in JSON and in URLs", () => {
    const value = 'say "hi" & go\ud800';
    expect(masked([value], `${JSON.stringify({ value })} ${encodeURIComponent(value.toWellFormed())} ${value}`)).toBe(
      '{"value":"***"} *** ***',
    );
  });
  const ODD = `a/b é's "q" +1%\\~(x)`;
  plain.each([
    ["a form", new URLSearchParams([["", ODD]]).toString().slice(1)],
    ["a whole URL", encodeURI(ODD)],
    ["a component", encodeURIComponent(ODD)],
    ["a component, in small letters", encodeURIComponent(ODD).replaceAll(/%../g, (code) => code.toLowerCase())],
    ["a query", new URL(`http://host/?${ODD}`).search.slice(1)],
    ["a hash", new URL(`http://host/#${ODD}`).hash.slice(1)],
    ["a word of a shell", ODD.replaceAll("'", String.raw`'\''`)],
    ["a text of JSON", JSON.stringify(ODD).slice(1, -1)],
    ["a text of JavaScript", ODD.replaceAll("\\", String.raw`\\`).replaceAll("'", String.raw`\'`)],
  ])("takes a value as it stands in %s", (_name, form) => {
    expect(form).not.toBe(ODD);
    expect(masked([ODD], `<${form}>`)).toBe("<***>");
  });
  plain("takes no time that grows faster than the text", () => {
    const value = `${"%2525\\ ".repeat(200)}x`;
    expect(masked([value], `${value.slice(0, -1).repeat(20)}${value}`)).toMatch(/ \*\*\*$/);
  });
  plain("without values, gives back what it got", () => {
    const record = { text: "abc" };
    expect(new Masking().maskFields(record, new Set())).toBe(record);
    expect(new Masking().mask("abc")).toBe("abc");
  });
  plain("goes into lists and records", () => {
    const masking = new Masking();
    masking.add(["secret"]);
    expect(
      masking.maskFields(
        {
          id: "secret",
          n: 1,
          error: { name: "secret", message: "a secret" },
          list: ["secret", { deep: "secret" }],
          none: null,
        },
        new Set(["id"]),
      ),
    ).toEqual({
      id: "secret",
      n: 1,
      error: { name: "***", message: "a ***" },
      list: ["***", { deep: "***" }],
      none: null,
    });
  });
});
