import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { App } from "./app.js";
import type { AppOptions } from "./app-options.js";
import { isLocal } from "../session/context.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { FunctionHandle } from "../functions/function-handle.js";
import type { FunctionOptions } from "../settings/function-options.js";
import type { AnyFunction, FunctionOf, Marked, StubGeneratorOf } from "../types/function-types.js";

/**
 * What {@link App} was called before it was renamed. Its functions have `submit` and `enqueue` without a warning, and
 * its generators can be mapped over, which makes them a flat map. Modal: docs/modal/older-names.md#the-stub-era.
 */
export class Stub extends App {
  static {
    refuseAssignments(
      Stub,
      "Options are given where it is made, as in `new Stub(name, { secrets })`, or to each function.",
    );
  }

  constructor(name?: string, options: AppOptions = {}) {
    super(name, options);
    if (isLocal()) warnDeprecated("Stub", "App");
  }

  override function<F extends CallableFunction | (AnyFunction & Marked)>(
    options: FunctionOptions,
    fn: F,
  ): FunctionOf<F>;
  override function<F extends CallableFunction | (AnyFunction & Marked)>(fn: F): FunctionOf<F>;
  override function(...given: [FunctionOptions, CallableFunction] | [CallableFunction]): unknown {
    const [options, fn] = given.length === 1 ? [{}, given[0]] : given;
    return ofStub(this.define(options, fn, this.function));
  }

  /**
   * Makes a generator function of the app; calling `map` on it is a flat map.
   * @throws InvalidError as `function` does, and for retries
   */
  generator<F extends CallableFunction>(options: FunctionOptions, fn: F): StubGeneratorOf<F>;
  generator<F extends CallableFunction>(fn: F): StubGeneratorOf<F>;
  generator(...given: [FunctionOptions, CallableFunction] | [CallableFunction]): unknown {
    const [options, fn] = given.length === 1 ? [{}, given[0]] : given;
    return ofStub(this.define({ ...options, isGenerator: true }, fn, this.generator));
  }
}

function ofStub(handle: FunctionHandle): FunctionHandle {
  handle.isOfStub = true;
  return handle;
}
