import {
  App,
  CloudBucketMount,
  Dict,
  FunctionCall,
  Function_,
  Image,
  Retries,
  Secret,
  SerializationError,
  Volume,
  type RunningApp,
} from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  app,
  echo,
  give,
  giveRefused,
  items,
  raise,
  raiseRefused,
  raiseWith,
  spoil,
  take,
  throwRefused,
  volume,
  yieldRefused,
} from "./app.js";
import { KINDS, REFUSED } from "./kinds.js";

const MODES: Readonly<Record<string, EmulatorOptions>> = {
  "in a thread": { threads: 1 },
  "in the host's thread": { threads: 0 },
  inline: { isolation: "inline" },
};

function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "nothing was thrown",
    (error: unknown) => error,
  );
}

describe.each(Object.entries(MODES))("%s,", (_mode, options) => {
  let world: Emulator;
  let running: RunningApp;
  beforeAll(async () => {
    world = await Emulator.start(options);
    running = await world.within(() => app.run());
  });
  afterAll(() => world.close());

  test.each(Object.entries(KINDS))(
    "%s crosses as argument, result, error, cause, item and input of a map",
    async (name, { make, becomes = make, holds }) => {
      const crossed = (value: unknown): void => {
        expect(value).toStrictEqual(becomes());
        if (holds) expect(holds(value as never)).toBe(true);
      };
      await running.within(async () => {
        const sent = make();
        expect(await take.remote(name, sent)).toBe(true);
        crossed(await give.remote(name));
        crossed(await caught(raise.remote(name)));
        crossed(((await caught(raiseWith.remote(name))) as Error).cause);
        const yielded = await Array.fromAsync(items.remoteGen(name));
        expect(yielded).toHaveLength(2);
        for (const item of yielded) crossed(item);
        for await (const result of echo.map([sent, sent])) crossed(result);
        const call = await give.spawn(name);
        const [first, second] = [await call.get(), await call.get()];
        crossed(first);
        crossed(second);
        expect(Object.is(first, second)).toBe(typeof first !== "object" || first === null); // each asker has a copy of its own
        if (make === becomes) expect(sent).toStrictEqual(make()); // the sender keeps its own
      });
    },
  );

  test("what cannot cross is refused by its path, as argument, result and item, and the world goes on", async () => {
    await running.within(async () => {
      for (const [index, { make, path, kind }] of REFUSED.entries()) {
        const outcomes: Record<string, unknown> = {
          args: await caught(echo.remote(make())),
          "args spawned": await caught(echo.spawn(make())),
          "args mapped": await caught(echo.forEach([make()])),
          result: await caught(giveRefused.remote(index)),
          item: await caught(Array.fromAsync(yieldRefused.remoteGen(index))),
        };
        for (const [where, error] of Object.entries(outcomes)) {
          expect(error, `${where}${path}`).toBeInstanceOf(SerializationError);
          const whole = where.startsWith("args") ? "args[0]" : where;
          expect((error as Error).message).toContain(`${whole}${path} ${kind.startsWith("could") ? "" : "is "}${kind}`);
        }
        expect(await echo.remote(index)).toBe(index);
      }
    });
  });

  test("an error crosses without those of its parts that cannot", async () => {
    await running.within(async () => {
      for (const index of REFUSED.keys()) {
        const error = await caught(raiseRefused.remote(index));
        expect(error).toBeInstanceOf(RangeError);
        expect(error).toMatchObject({ message: "kept", code: 1 });
        expect(Object.hasOwn(error as object, "part")).toBe(false);
      }
      const thrown = await caught(throwRefused.remote());
      expect(thrown).toBeInstanceOf(SerializationError);
      expect((thrown as Error).message).toBe(
        "Failed to serialize exception [object Object]: error.callback is a function, which cannot cross between caller and container. Functions do not cross; define it where it runs, or pass a Modal function's handle.",
      );
    });
  });

  test("large values are whole again at each attempt, and for the sender", async () => {
    const bytes = new Uint8Array(70_000).fill(1);
    expect(await running.within(() => caught(spoil.remote(bytes)))).toMatchObject({ message: "70000" });
    expect(world.events.of("attempt.ended").filter(({ error }) => error?.message === "70000")).toHaveLength(3);
    expect(bytes.every((byte) => byte === 1)).toBe(true);
  });

  test("an error may be its own cause", async () => {
    const error = new Error("own");
    const copy = (await running.within(() =>
      echo.remote(Object.assign(error, { cause: error, self: [error] })),
    )) as Error & { self: unknown[] };
    expect([copy.cause === copy, copy.self[0] === copy, copy === error]).toEqual([true, true, false]);
  });

  test("handles come out alive, those of stored objects too; what is only a definition is refused", async () => {
    await running.within(async () => {
      const given = { fn: echo, generator: items, call: await echo.spawn(5), id: echo.functionId };
      const got = (await echo.remote(given)) as typeof given;
      expect(got.fn).toBeInstanceOf(Function_);
      expect([
        await got.fn.remote(1),
        (await Array.fromAsync(got.generator.remoteGen("null"))).length,
        await got.call.get(),
        got.id,
      ]).toEqual([1, 2, 5, got.fn.functionId]);
      expect(got.call).toBeInstanceOf(FunctionCall);
      expect(await echo.remote(new Retries({ maxRetries: 1 }))).toMatchObject({ maxRetries: 1 });
      const stored = {
        volume,
        secret: Secret.fromName("s", { requiredKeys: ["A"] }),
        dict: Dict.fromName("d", { createIfMissing: true }),
        ephemeral: await Volume.ephemeral(),
        mounted: volume.readOnly(),
      };
      await stored.dict.hydrate();
      const back = (await echo.remote(stored)) as typeof stored;
      expect(back.volume).toBeInstanceOf(Volume);
      expect([back.volume.definition, back.secret.definition, back.mounted.definition]).toEqual([
        volume.definition,
        stored.secret.definition,
        { ...volume.definition, readOnly: true, writes: "refused" },
      ]);
      expect([back.dict.objectId, back.ephemeral.objectId]).toEqual([stored.dict.objectId, stored.ephemeral.objectId]);
      expect(await back.ephemeral.listdir("/")).toEqual([]);
      await stored.ephemeral[Symbol.asyncDispose]();
      for (const named of [Image.debianSlim(), new App("other"), new CloudBucketMount("b")]) {
        const error = await caught(echo.remote({ named }));
        expect(error).toBeInstanceOf(SerializationError);
        expect((error as Error).message).toBe(
          `args[0].named is ${/^[AI]/.test(named.constructor.name) ? "an" : "a"} ${named.constructor.name}, which cannot cross between caller and container. Name it where it is used.`,
        );
      }
    });
  });

  test("a timer of the host does not cross", async () => {
    const timer = setTimeout(() => {}, 0);
    const error = await running.within(() => caught(echo.remote({ timer })));
    expect((error as Error).message).toBe(
      "args[0].timer is a Timeout, which cannot cross between caller and container.",
    );
    clearTimeout(timer);
  });

  test("a value that is nested too deeply is refused", async () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    await running.within(async () => {
      const error = await caught(echo.remote(deep));
      expect(error).toBeInstanceOf(SerializationError);
      expect((error as Error).message).toContain("args is nested too deeply");
    });
  });
});
