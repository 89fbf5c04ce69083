import type { Backend, CommandName, Commands } from "../../src/contract/backend.js";
import type { ErrorClass } from "../support/expect-error.js";

/** Where commands are sent from inside a container. */
export interface Inside {
  /** Name of a volume that the container has mounted. */
  readonly volume: string;
  /** A URL that is answered with status 200 and the text "hello". */
  readonly url: string;
}

/** A fresh backend under test. Every answer is checked to be plain data. */
export interface Asked {
  readonly send: Backend["send"];
  /** Expects an error of exactly this class, whose message contains all of these parts. */
  refused<C extends CommandName>(
    name: C,
    command: Commands[C]["command"],
    errorClass: ErrorClass,
    ...parts: string[]
  ): Promise<void>;
  readonly inside: Inside | undefined;
}

/** One fact about a command. */
export type Case = readonly [fact: string, body: (asked: Asked) => Promise<void>];

/** A command without any is a type error. */
export type Cases = readonly [Case, ...Case[]];

/** The cases of the commands that belong together. */
export type Group = { readonly [C in CommandName]?: Cases };
