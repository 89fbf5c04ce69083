import fc from "fast-check";

/** What one flow of a client does, step by step. */
export type ClientStep =
  | { readonly kind: "call"; readonly fn: "square" | "nap" | "fail"; readonly x: number }
  | { readonly kind: "spawn"; readonly x: number; readonly then: "get" | "poll" | "forget" | "cancel" }
  | { readonly kind: "method"; readonly start: number }
  | { readonly kind: "put"; readonly queue: QueueName; readonly value: number }
  | { readonly kind: "get"; readonly queue: QueueName; readonly timeoutMs: number }
  | { readonly kind: "len"; readonly queue: QueueName }
  | { readonly kind: "iterate"; readonly queue: QueueName }
  | { readonly kind: "exec"; readonly command: string }
  | { readonly kind: "file"; readonly text: string }
  | { readonly kind: "stats" };

export type ClientProgram = readonly ClientStep[];
export type QueueName = "a" | "b";

const queue = fc.constantFrom<QueueName>("a", "b");
const x = fc.integer({ min: 0, max: 5 });
const kind = <K extends ClientStep["kind"]>(name: K): { readonly kind: fc.Arbitrary<K> } => ({
  kind: fc.constant(name),
});

const step: fc.Arbitrary<ClientStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ...kind("call"), fn: fc.constantFrom("square", "nap", "fail"), x }) },
  {
    weight: 3,
    arbitrary: fc.record({ ...kind("spawn"), x, then: fc.constantFrom("get", "poll", "forget", "cancel") }),
  },
  { weight: 2, arbitrary: fc.record({ ...kind("method"), start: x }) },
  { weight: 3, arbitrary: fc.record({ ...kind("put"), queue, value: x }) },
  { weight: 2, arbitrary: fc.record({ ...kind("get"), queue, timeoutMs: fc.constantFrom(0, 1000, 70_000) }) },
  { weight: 1, arbitrary: fc.record({ ...kind("len"), queue }) },
  { weight: 1, arbitrary: fc.record({ ...kind("iterate"), queue }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...kind("exec"),
      command: fc.constantFrom("echo a; sleep 1; echo b", "date +%s", "exit 3", "cat /tmp/f; echo x >> /tmp/f"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...kind("file"), text: fc.constantFrom("1", "22") }) },
  { weight: 1, arbitrary: fc.record({ ...kind("stats") }) },
);

/** Flows of one client that go on side by side. */
export const clientPrograms: fc.Arbitrary<readonly ClientProgram[]> = fc.array(
  fc.array(step, { minLength: 1, maxLength: 5 }),
  { minLength: 1, maxLength: 3 },
);
