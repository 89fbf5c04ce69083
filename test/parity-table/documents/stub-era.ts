import { expect } from "vitest";
import {
  asgiApp,
  currentInputId,
  excWithHints,
  Function_,
  FunctionCall,
  FunctionHandle,
  gather,
  RemoteError,
  Stub,
  TimeoutError,
} from "modal-emulator";
import { INLINE } from "../inline.ts";
import { type Area, expectThrown, works } from "../row.ts";

const stub = new Stub("stub-era");
const double = stub.function(INLINE, async function double(x: number, options: { more?: number } = {}) {
  return 2 * x + (options.more ?? 0);
});
const add = stub.function(INLINE, async function add(a: number, b: number) {
  return a + b;
});
const letters = stub.generator(INLINE, async function* letters(word: string) {
  yield* word;
});
const site = stub.function(
  INLINE,
  asgiApp(function site() {
    return () => new Response("hello");
  }),
);
const stuck = stub.function(INLINE, async function stuck(x: number): Promise<number> {
  return new Promise((resolve) => void (x === 0 && resolve(x)));
});

export const stubEra: Area = {
  title: "Functions of the time of Stub",
  intro: "With deprecation warnings ([guide](calls.md#the-stub-era)); `call`, and calling a handle, are left out.",
  deploys: [stub],
  rows: [
    works("@stub.function", "stub.function({}, fn)", async () => {
      expect(await double.remote(2)).toBe(4);
    }),
    works("Function (modal.object.Provider)", "Function_, Function", () => {
      expect(double).toBeInstanceOf(Function_);
    }),
    works("FunctionCall: made by .submit(...)", "fn.submit(…)", async () => {
      expect(await double.submit(1)).toBeInstanceOf(FunctionCall);
    }),
    works("FunctionCall.get(timeout=None); TimeoutError", "call.get({ timeoutMs })", async () => {
      const call = await stuck.submit(1);
      await expectThrown(() => call?.get({ timeoutMs: 1000 }), TimeoutError, "1000 ms");
      await call?.cancel();
      await expectThrown(() => call?.get(), RemoteError);
    }),
    works("FunctionCall.get_call_graph() -> List[InputInfo]", "call.getCallGraph()", async () => {
      const call = await double.submit(1);
      await call?.get();
      expect(await call?.getCallGraph()).toMatchObject([{ functionName: "double", status: "SUCCESS" }]);
    }),
    works("FunctionHandle", "FunctionHandle", () => {
      expect(double).toBeInstanceOf(FunctionHandle);
    }),
    works("FunctionHandle.web_url", "fn.webUrl", async (world) => {
      expect(await (await world.fetch(site.webUrl ?? "")).text()).toBe("hello");
    }),
    works("map(*input_iterators)", "fn.map(…)", async () => {
      expect(await Array.fromAsync(add.map([1, 2], [3, 4]))).toEqual([4, 6]);
    }),
    works(
      "map(kwargs={})",
      "fn.map(…, { kwargs })",
      async () => {
        expect(await Array.fromAsync(double.map([1, 2], { kwargs: { more: 1 } }))).toEqual([3, 5]);
      },
      "an object that each input gets as its last argument",
    ),
    works(
      "map(order_outputs=None): ordered for functions, as completed for generators; False",
      "{ orderOutputs: null | false }",
      async () => {
        expect(await Array.fromAsync(double.map([3, 1], { orderOutputs: null }))).toEqual([6, 2]);
        expect((await Array.fromAsync(double.map([3, 1], { orderOutputs: false }))).toSorted()).toEqual([2, 6]);
      },
    ),
    works(
      "map over a stub.generator: flat map, zero or more items",
      "stub.generator, then map",
      async () => {
        expect(await Array.fromAsync(letters.map(["ab", "", "c"], { orderOutputs: true }))).toEqual(["a", "b", "c"]);
      },
      "with `orderOutputs: true`, items are grouped by input",
    ),
    works("for_each(*input_iterators, **kwargs)", "fn.forEach(…)", async () => {
      expect(await double.forEach([1, 2], { kwargs: { more: 1 } })).toBeUndefined();
    }),
    works("starmap(input_iterator, kwargs={}, order_outputs=None)", "fn.starmap(…)", async () => {
      expect(await Array.fromAsync(add.starmap([[1, 2]], { orderOutputs: null }))).toEqual([3]);
      expect(await Array.fromAsync(double.starmap([[1]], { kwargs: { more: 1 } }))).toEqual([3]);
    }),
    works("enqueue(*args, **kwargs)", "fn.enqueue(…)", async () => {
      expect(await double.enqueue(1)).toBeUndefined();
    }),
    works("submit(*args, **kwargs) -> Optional[FunctionCall]", "fn.submit(…)", async () => {
      expect(await (await double.submit(5))?.get()).toBe(10);
    }),
    works("submit on a generator runs it, gives no handle", "fn.submit(…)", async (world) => {
      expect(await letters.submit("x")).toBeUndefined();
      await world.clock.runUntilIdle();
      expect(world.calls(letters).length).toBeGreaterThan(0);
    }),
    works("get_raw_f()", "fn.getRawF()", async () => {
      expect(await add.getRawF()(1, 2)).toBe(3);
    }),
    works(
      "current_input_id()",
      "currentInputId()",
      async () => {
        expect(currentInputId()).toBeUndefined();
      },
      "in a container, that of the input",
    ),
    works("exc_with_hints(exc)", "excWithHints(error)", () => {
      expect(excWithHints(new RangeError("plain"))).toBeInstanceOf(RangeError);
    }),
    works("gather(*function_calls): results, or the first failure", "gather(...calls)", async () => {
      const calls = [FunctionCall.fromId<number>((await double.spawn(1)).functionCallId), await double.spawn(2)];
      expect(await gather(...calls)).toEqual([2, 4]);
    }),
  ],
};
