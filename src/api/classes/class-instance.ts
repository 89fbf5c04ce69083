import {
  whileConstructing,
  legacyParameters,
  type Construction,
  type MemberMark,
  type ParameterMark,
} from "../marks/class-marks.js";
import { prototypeMarks, type ClassShape, type UserClass } from "./class-shape.js";

/** Makes the handle that stands on an instance in place of a method that a wrapper made. */
export type MethodHandles = (name: string, isGenerator: boolean, body: CallableFunction) => unknown;

/** An object of a user's class, with the values of its parameters. */
export class ClassInstance {
  readonly object: object;
  readonly #shape: ClassShape;
  readonly #members: ReadonlyMap<string, MemberMark>;

  /** @param args values of the parameters by name, in one object, or the arguments of the constructor */
  constructor(target: UserClass, shape: ClassShape, args: readonly unknown[], handles: MethodHandles) {
    const values = (shape.parameters.length > 0 ? args[0] : {}) as Readonly<Record<string, unknown>>;
    const making = new Making(shape, values, handles);
    this.#shape = shape;
    this.object = whileConstructing(
      making,
      () => Reflect.construct(target, shape.parameters.length > 0 ? [] : args) as object,
    );
    making.object = this.object;
    for (
      let prototype: unknown = target.prototype;
      typeof prototype === "object" && prototype !== null;
      prototype = Object.getPrototypeOf(prototype)
    ) {
      for (const name of legacyParameters(prototype)) Reflect.set(this.object, name, values[name]);
    }
    this.#members = new Map([...prototypeMarks(target), ...making.members]);
  }

  /** The code of a method, bound to the instance. */
  method(name: string): CallableFunction | undefined {
    const mark = this.#members.get(name);
    return mark?.kind === "method" ? (...args: unknown[]) => Reflect.apply(mark.fn, this.object, args) : undefined;
  }

  /** The code of a method as its user wrote it. */
  code(name: string): CallableFunction | undefined {
    return this.#members.get(name)?.fn;
  }

  /**
   * What `enter` or `exit` marked, in the order in which it runs: base classes first.
   * @param snap those that run before the memory snapshot, or those after it
   */
  hooks(kind: "enter" | "exit", snap = false): (() => unknown)[] {
    const hooks = this.#shape.hooks.filter((hook) => hook.kind === kind && hook.snap === snap);
    return hooks.flatMap(({ name }) => {
      const mark = this.#members.get(name);
      return mark ? [() => Reflect.apply(mark.fn, this.object, []) as unknown] : [];
    });
  }
}

/** Gives out values and handles, by the order in which the fields are initialised. */
class Making implements Construction {
  readonly members = new Map<string, MemberMark>();
  object: object | undefined;
  readonly #shape: ClassShape;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #handles: MethodHandles;
  #next = 0;

  constructor(shape: ClassShape, values: Readonly<Record<string, unknown>>, handles: MethodHandles) {
    this.#shape = shape;
    this.#values = values;
    this.#handles = handles;
  }

  member(mark: MemberMark): unknown {
    const name = this.#shape.wrapped[this.#next++];
    if (name === undefined) return mark.fn;
    this.members.set(name, mark);
    return mark.kind === "method"
      ? this.#handles(
          name,
          mark.isGenerator,
          (...args: unknown[]) => Reflect.apply(mark.fn, this.object, args) as unknown,
        )
      : mark.fn;
  }

  parameter(mark: ParameterMark): unknown {
    const name = this.#shape.wrapped[this.#next++];
    return name === undefined ? mark.default : this.#values[name];
  }

  namedParameter(name: string): unknown {
    return this.#values[name];
  }
}
