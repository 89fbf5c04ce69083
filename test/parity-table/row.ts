// The parity table: a row for each public name of Modal, with what becomes of it here, and the code that shows it.
//
// - A row is made by `works`, `recorded`, `refused`, `differs` or `notOffline`; this is its state on the page. Its `show`
//   runs as a test, and must fail if the name is gone or behaves otherwise: by `expect` of vitest, at least once.
// - Rows of one area stand in one file: in `documents`, `python`, `javascript` or `command-line`. `tables.ts` lists them all.
// - The rows of an area share a world, in order. Functions and classes with the options `INLINE` of inline.ts may stand in
//   a `show`. Names of apps and objects must not be used twice in an area.
// - docs/parity.md is made of the rows by `npm run parity`, with plain Node: files of rows are imported with `.ts`, and have no
//   decorators. A test fails if the page is another. Texts of rows are Markdown, and relative to `docs`.
import { expect } from "vitest";
import type { App } from "modal-emulator";
import type { Emulator, EmulatorOptions } from "modal-emulator/emulator";
import { checkError, type ErrorClass } from "../support/expect-error.ts";

export const STATES = ["works", "recorded", "refused", "differs", "not offline"] as const;
export type State = (typeof STATES)[number];

/** What shows that a row is true. It runs within the world of its area. */
export type Show = (world: Emulator) => unknown;

export interface Row {
  /** As Modal has it. */
  readonly name: string;
  /** As it is here; empty if it is not. */
  readonly here: string;
  readonly state: State;
  /** What else users have to know of it. */
  readonly note: string;
  readonly show: Show;
}

export interface Area {
  readonly title: string;
  /** Markdown, before the table. */
  readonly intro?: string;
  /** What its world is like. Default: no threads of its own. */
  readonly world?: EmulatorOptions;
  /** What is made in its world before the rows are shown. */
  readonly prepare?: (world: Emulator) => unknown;
  /** Apps that are deployed before the rows are shown. */
  readonly deploys?: readonly App[];
  readonly rows: readonly Row[];
}

/** Does what Modal does. */
export function works(name: string, here: string, show: Show, note = ""): Row {
  return { name, here, state: "works", note, show };
}

/** Is checked as Modal checks it, kept and visible, and has no effect. */
export function recorded(name: string, here: string, show: Show, note = ""): Row {
  return { name, here, state: "recorded", note, show };
}

/**
 * Is there, and throws an error.
 * @param kind exactly its class @param fragment part of its message
 */
export function refused(
  name: string,
  here: string,
  [kind, fragment]: readonly [kind: ErrorClass, fragment: string],
  attempt: Show,
  note = "",
): Row {
  const show: Show = async (world) => expectThrown(() => attempt(world), kind, fragment);
  return { name, here, state: "refused", note, show };
}

/** Does something, but not what Modal does. @param why what the difference is @param show the difference */
export function differs(name: string, here: string, why: string, show: Show): Row {
  return { name, here, state: "differs", note: why, show };
}

/** Has no place where there is no cloud. @param show that the name is not there, or is refused */
export function notOffline(name: string, why: string, show: Show): Row {
  return { name, here: "", state: "not offline", note: why, show };
}

/** Expects that this throws, or rejects with, an error of exactly this class, with all of these in its message. */
export async function expectThrown(body: () => unknown, kind: ErrorClass, ...fragments: string[]): Promise<void> {
  let error: unknown;
  try {
    await body();
  } catch (thrown) {
    error = thrown;
  }
  checkError(error, kind, fragments);
}

/** Expects that an object, such as a module, has no members of these names. */
export function expectAbsent(object: object, ...names: string[]): void {
  for (const name of names) expect(Reflect.has(object, name), name).toBe(false);
}
