import fc from "fast-check";

/** A small random program: what one input of a function does, step by step. */
export type Step =
  | { readonly kind: "sleep"; readonly ms: number }
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "chance" }
  | { readonly kind: "fail"; readonly message: string }
  | { readonly kind: "failOnce" }
  | { readonly kind: "call"; readonly pool: Pool; readonly steps: Program }
  | { readonly kind: "spawn"; readonly pool: Pool; readonly steps: Program; readonly then: "get" | "forget" | "cancel" }
  | { readonly kind: "map"; readonly pool: Pool; readonly inputs: readonly Program[]; readonly ordered: boolean }
  | { readonly kind: "together"; readonly branches: readonly Program[] }
  | { readonly kind: "exit" };

export type Program = readonly Step[];

/** Which of the app's functions runs a program; they differ in their options. */
export type Pool = "wide" | "narrow" | "retried" | "hasty";

const pool = fc.constantFrom<Pool>("wide", "narrow", "retried", "hasty");

const simple: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("sleep" as const), ms: fc.constantFrom(1, 5, 5, 100, 1000, 2500) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("log" as const), text: fc.constantFrom("a", "b", "c") }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "chance" }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail" as const), message: fc.constantFrom("x", "y") }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "failOnce" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "exit" }) },
);

/** Random programs, nested up to three calls deep. */
export const program: fc.Arbitrary<Program> = fc.letrec<{ program: Program; step: Step }>((tie) => ({
  program: fc.array(tie("step"), { maxLength: 4, depthIdentifier: "program" }),
  step: fc.oneof(
    { maxDepth: 3, depthIdentifier: "program" },
    { weight: 6, arbitrary: simple },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("call" as const), pool, steps: tie("program") }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("spawn" as const),
        pool,
        steps: tie("program"),
        then: fc.constantFrom("get" as const, "forget" as const, "cancel" as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("map" as const),
        pool,
        inputs: fc.array(tie("program"), { maxLength: 4 }),
        ordered: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("together" as const),
        branches: fc.array(tie("program"), { minLength: 1, maxLength: 3 }),
      }),
    },
  ),
})).program;
