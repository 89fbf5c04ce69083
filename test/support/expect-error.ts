import { expect } from "vitest";

export type ErrorClass = new (message: string) => Error;

/** Expects an error of exactly this class, whose message contains all of these fragments. */
export function expectError(body: () => unknown, kind: ErrorClass, ...fragments: readonly string[]): void {
  const error = thrownBy(body);
  checkError(error, kind, fragments);
}

/** Expects a rejection with an error of exactly this class, whose message contains all of these fragments. */
export async function expectRejection(
  body: () => Promise<unknown>,
  kind: ErrorClass,
  ...fragments: readonly string[]
): Promise<void> {
  const error: unknown = await body().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  checkError(error, kind, fragments);
}

function thrownBy(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Expects that what was thrown is an error of exactly this class, whose message contains all of these fragments. */
export function checkError(error: unknown, kind: ErrorClass, fragments: readonly string[]): void {
  if (!(error instanceof Error)) throw new Error(`Expected ${kind.name}, got no error.`);
  expect(error.constructor, error.message).toBe(kind);
  for (const fragment of fragments) expect(error.message).toContain(fragment);
}
