import type { AppSummary } from "../../contract/backend.js";
import type { FunctionBinding } from "../../contract/app-definition.js";
import type { FunctionRecord } from "./function-record.js";

/**
 * Modal: docs/modal/apps.md#states. An app that runs detached is `disconnected` once its client has left: it stops when
 * its work is done.
 */
export type AppState = "ephemeral" | "detached" | "disconnected" | "deployed" | "stopped";

/** From each state, where an app may go. */
export const APP_TRANSITIONS: Readonly<Record<AppState, readonly AppState[]>> = {
  ephemeral: ["stopped"],
  detached: ["disconnected", "stopped"],
  disconnected: ["stopped"],
  deployed: ["stopped"],
  stopped: [],
};

export interface AppParts {
  readonly id: string;
  readonly name: string | undefined;
  readonly environment: string;
  readonly state: AppState;
  readonly createdAt: number;
  /** Left out: its name, or its id. */
  readonly title?: string | undefined;
}

/** An app of a world, and its functions by name. */
export class AppRecord {
  readonly id: string;
  readonly name: string | undefined;
  readonly environment: string;
  /** What it is called where people read it. */
  readonly title: string;
  readonly #functions = new Map<string, FunctionRecord>();
  #bindings: readonly FunctionBinding[] | undefined;
  version = 0;
  /** Epoch milliseconds, as those that follow. */
  readonly createdAt: number;
  deployedAt: number | undefined;
  stoppedAt: number | undefined;
  tags: Readonly<Record<string, string>> = {};
  /** Inputs of its functions that have not ended. */
  unended = 0;
  #state: AppState;

  constructor({ id, name, environment, state, createdAt, title = name ?? id }: AppParts) {
    this.id = id;
    this.name = name;
    this.environment = environment;
    this.title = title;
    this.createdAt = createdAt;
    this.#state = state;
  }

  get functions(): ReadonlyMap<string, FunctionRecord> {
    return this.#functions;
  }

  get summary(): AppSummary {
    const { id: appId, name, title, environment, state, version, createdAt, deployedAt, stoppedAt } = this;
    const functions = Array.from(this.#functions.values(), (target) => target.binding);
    return { appId, name, title, environment, state, version, createdAt, deployedAt, stoppedAt, functions };
  }

  /** Everything that it has containers for: its functions and classes, and their variants. */
  *services(): Iterable<FunctionRecord> {
    for (const target of this.#functions.values()) {
      yield target;
      yield* target.variants.values();
    }
  }

  /** What each of its containers is told of its functions: their names are those under which they were defined. */
  get bindings(): readonly FunctionBinding[] {
    return (this.#bindings ??= Array.from(this.#functions.values(), (target) => ({
      ...target.binding,
      tag: target.definition.settings.name,
    })));
  }

  put(tag: string, target: FunctionRecord): void {
    this.#functions.set(tag, target);
    this.#bindings = undefined;
  }

  drop(tag: string): void {
    this.#functions.delete(tag);
    this.#bindings = undefined;
  }

  get state(): AppState {
    return this.#state;
  }

  moveTo(state: AppState): void {
    if (!APP_TRANSITIONS[this.#state].includes(state))
      throw new TypeError(`An app cannot go from ${this.#state} to ${state}.`);
    this.#state = state;
  }
}
