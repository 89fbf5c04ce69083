import type { Outcome } from "../../contract/backend.js";
import { decodeValue, encodeThrown, encodeValue } from "../../api/session/values.js";
import type { Wire } from "../../contract/wire.js";
import { functionHint } from "../../checks/nearest-name.js";
import { InputCancellation, InvalidError } from "../../contract/errors.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import { withSession, type Session } from "../../api/session/session.js";
import { functionMatcher } from "./function-matcher.js";
import type { CallTarget } from "../records/function-record.js";
import type { HostDelivery } from "../kernel/client-protocol.js";
import { GeneratorRun } from "../participants/generator-run.js";
import { StandIns, waitInWorld } from "./stand-ins.js";
import { parseStandInOptions, StandInUse, unused, type StandInOptions } from "./stand-in-use.js";

/** Answers in the host instead of a function. */
export type MockImplementation = (...args: never[]) => unknown;

interface Mock {
  matches(target: CallTarget): boolean;
  readonly implementation: MockImplementation;
  readonly use: StandInUse;
}

/** The functions of a world. */
export interface KnownFunctions {
  byId(id: string): CallTarget | undefined;
  /** Of all that there have been, as `app/function`. */
  names(): ReadonlySet<string>;
}

/** What stands in for functions in a world's tests. */
export class Mocks {
  readonly #mocks: Mock[] = [];
  readonly #standIns: StandIns;
  readonly #generators = new Map<string, GeneratorRun>();
  readonly #functions: KnownFunctions;

  constructor(functions: KnownFunctions, onChange: () => void) {
    this.#functions = functions;
    this.#standIns = new StandIns(onChange);
  }

  get isBusy(): boolean {
    return this.#standIns.isBusy;
  }

  /**
   * @param target a function's handle, or "app/name"
   * @param session of the world
   * @throws InvalidError if the target is neither, and for an option that is none
   */
  add(
    target: AnyFunction | string,
    implementation: MockImplementation,
    options: StandInOptions,
    session: Session,
  ): void {
    if (typeof implementation !== "function")
      throw new InvalidError(`world.mock: the implementation must be a function, not ${typeof implementation}.`);
    const isOptional = parseStandInOptions("world.mock", options);
    if (typeof target !== "string" && target.definition?.web)
      throw new InvalidError(
        `world.mock: \`${target.name}\` answers web requests. Stand in for it by its address: \`world.onFetch(\`\${${target.name}.webUrl}/*\`, (request) => …)\` answers what containers ask it.`,
      );
    const matches = functionMatcher(target, session);
    const what = `world.mock(${typeof target === "string" ? JSON.stringify(target) : target.name}, …)`;
    this.#mocks.unshift({ matches, implementation, use: new StandInUse(what, target, isOptional) }); // the newest wins
  }

  /** What is wrong with mocks that were never called. */
  get unused(): string[] {
    return unused(this.#mocks.map(({ use }) => use)).map(
      ({ what, key }) =>
        `${what} was never called${typeof key === "string" ? functionHint(key, this.#functions.names()) : ""}`,
    );
  }

  /** The consumer of a mocked generator took items. */
  taken(inputId: string, items: number): void {
    this.#generators.get(inputId)?.taken(items);
  }

  /** An input that is mocked was cancelled: a generator ends at its next item, anything else cannot be interrupted. */
  cancel(inputId: string): void {
    this.#generators.get(inputId)?.cancel(new InputCancellation(`Input ${inputId} was cancelled.`));
  }

  find(target: CallTarget): Mock | undefined {
    return this.#mocks.find((mock) => mock.matches(target));
  }

  /** @param send takes what a mocked generator yields */
  run(
    session: Session,
    { inputId, functionId, args }: Extract<HostDelivery, { type: "mock" }>,
    send: (item: Wire) => void,
  ): Promise<Outcome> {
    return this.#standIns.run(session, async (own) => {
      try {
        const target = this.#functions.byId(functionId);
        const mock = target && this.find(target);
        if (!mock) throw new InvalidError(`The mock of ${functionId} is gone.`);
        mock.use.isUsed = true;
        return await withSession(
          own,
          async (): Promise<Outcome> => {
            const result: unknown = await Reflect.apply(mock.implementation, undefined, decodeValue(args) as unknown[]);
            if (!target.definition.isGenerator) return { ok: true, value: encodeValue(result, "result") };
            const generator = new GeneratorRun((item) => send(encodeValue(item, "item")), waitInWorld);
            this.#generators.set(inputId, generator);
            return { ok: true, value: await generator.drain(result).finally(() => this.#generators.delete(inputId)) };
          },
          target.app.environment,
        );
      } catch (error) {
        return { ok: false, error: encodeThrown(error) };
      }
    });
  }
}
