import {
  whileConstructing,
  legacyParameters,
  markOf,
  type Construction,
  type MemberMark,
  type ParameterMark,
} from "../marks/class-marks.js";
import type {
  ClassDefinition,
  HookDefinition,
  MethodDefinition,
  ParameterDefinition,
} from "../../contract/app-definition.js";
import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import { isPendingParameter, markOfInitial } from "../marks/parameter.js";
import type { BatchSettings } from "../../contract/function-settings.js";

export type UserClass = new (...args: never[]) => object;

/** What is known of a class from its marks. */
export interface ClassShape extends ClassDefinition {
  readonly hooks: readonly HookDefinition[];
  /** The methods that `batched` made. */
  readonly batched: readonly { readonly name: string; readonly batch: BatchSettings }[];
  /** The code of its methods as its user wrote it. */
  readonly code: ReadonlyMap<string, CallableFunction>;
  /**
   * Names of the fields that wrappers made, by the order in which they were called; `undefined` for what became of no
   * field.
   */
  readonly wrapped: readonly (string | undefined)[];
  /** Every name that an instance has. */
  readonly members: ReadonlySet<string>;
}

/**
 * Reads the marks of a class: constructs it once, since field initialisers make them.
 * @throws InvalidError if it cannot be constructed, or has both parameters and a constructor with arguments
 */
export function readShape(name: string, target: UserClass): ClassShape {
  const reading = new Reading();
  const takesArguments = hasConstructorArguments(target);
  const instance = read(name, target, reading, takesArguments);
  const parameters = new Map<string, ParameterMark>(reading.named);
  const fields = new Map<string, MemberMark>();
  const wrapped: (string | undefined)[] = reading.made.map(() => undefined);
  for (const [field, value] of Object.entries(instance)) {
    if (isPendingParameter(value))
      throw new InvalidError(
        `Class \`${name}\`: parameter \`${field}\` needs a type or a default, as in \`parameter({ type: "string" })\`.`,
      );
    const index = reading.made.findIndex(({ stand }) => stand === value);
    const made = reading.made[index];
    if (!made) continue;
    wrapped[index] = field;
    if (made.kind === "parameter" && made.mark.name !== undefined && made.mark.name !== field)
      throw new InvalidError(
        `Class \`${name}\`: field \`${field}\` is a parameter called ${describe(made.mark.name)}: they must have the same name.`,
      );
    if (made.kind === "parameter") parameters.set(field, made.mark);
    else fields.set(field, made.mark);
  }
  for (const prototype of prototypes(target))
    for (const field of legacyParameters(prototype)) parameters.set(field, markOfInitial(Reflect.get(instance, field)));
  if (takesArguments && parameters.size > 0)
    throw new InvalidError(
      `Class \`${name}\` has both parameters (${[...parameters.keys()].join(", ")}) and a constructor with arguments: keep one of them.`,
    );
  const members = new Map([...prototypeMarks(target), ...fields]);
  return {
    parameters: Array.from(parameters, ([field, mark]): ParameterDefinition => ({
      name: field,
      type: mark.type,
      default: mark.default,
    })),
    takesArguments,
    methods: [...members].flatMap(([member, mark]): MethodDefinition[] =>
      mark.kind === "method"
        ? [
            {
              name: member,
              isGenerator: mark.isGenerator,
              ...(mark.fn.length > 1 && { arity: mark.fn.length }),
              ...(mark.web && { web: mark.web }),
            },
          ]
        : [],
    ),
    hooks: [...members].flatMap(([member, mark]): HookDefinition[] =>
      mark.kind === "method" ? [] : [{ name: member, kind: mark.kind, snap: mark.kind === "enter" && mark.snap }],
    ),
    batched: [...members].flatMap(([member, mark]) =>
      mark.kind === "method" && mark.batch ? [{ name: member, batch: mark.batch }] : [],
    ),
    code: new Map([...members].flatMap(([member, mark]) => (mark.kind === "method" ? [[member, mark.fn]] : []))),
    wrapped,
    members: new Set([
      ...Object.keys(instance),
      ...parameters.keys(),
      ...prototypes(target).flatMap((prototype) => Object.getOwnPropertyNames(prototype)),
    ]),
  };
}

/**
 * Marks of decorated members, base classes first. An override keeps its place, and without a mark of its own it does
 * not count. Modal: docs/modal/classes.md#hooks.
 */
export function prototypeMarks(target: UserClass): Map<string, MemberMark> {
  const marks = new Map<string, MemberMark>();
  for (const prototype of prototypes(target)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const mark = markOf(value);
      if (mark) marks.set(name, mark);
    }
  }
  return marks;
}

/** From the base class to the class itself. */
function prototypes(target: UserClass): object[] {
  const chain: object[] = [];
  for (
    let prototype: unknown = target.prototype;
    typeof prototype === "object" && prototype !== null && Object.getPrototypeOf(prototype) !== null;
    prototype = Object.getPrototypeOf(prototype)
  )
    chain.unshift(prototype);
  return chain;
}

/**
 * All that a class that is in use has been constructed for is to read it: a constructor that cannot bear that has none
 * but decorated members.
 */
function read(name: string, target: UserClass, reading: Reading, takesArguments: boolean): object {
  try {
    return whileConstructing(reading, () => new target());
  } catch (error) {
    if (error instanceof InvalidError) throw error;
    if (takesArguments && reading.made.length === 0) return {};
    throw new InvalidError(
      `Class \`${name}\` was constructed without arguments, to read which of its members are marked, and threw: ${error instanceof globalThis.Error ? error.message : describe(error)} ` +
        "Its constructor and field initialisers must bear that; what does work belongs in an `enter` hook.",
      { cause: error },
    );
  }
}

const CONSTRUCTOR_WITH_ARGUMENTS = /\bconstructor\s*\(\s*[^)\s]/;

/** Also those of its base classes, for a class without a constructor of its own. */
function hasConstructorArguments(target: UserClass): boolean {
  for (
    let each: unknown = target;
    typeof each === "function" && each !== Function.prototype;
    each = Object.getPrototypeOf(each)
  ) {
    if (each.length > 0) return true;
    const source = Function.prototype.toString.call(each);
    if (CONSTRUCTOR_WITH_ARGUMENTS.test(source)) return true;
    if (/\bconstructor\s*\(/.test(source)) return false;
  }
  return false;
}

type Made = { readonly stand: unknown } & (
  | { readonly kind: "parameter"; readonly mark: ParameterMark }
  | { readonly kind: "member"; readonly mark: MemberMark }
);

/** Gives out stand-ins, which are found again on the instance. */
class Reading implements Construction {
  readonly made: Made[] = [];
  readonly named = new Map<string, ParameterMark>();

  member(mark: MemberMark): unknown {
    this.made.push({ kind: "member", mark, stand: mark });
    return mark;
  }

  parameter(mark: ParameterMark): unknown {
    const stand = standIn(mark);
    this.made.push({ kind: "parameter", mark, stand });
    return stand;
  }

  namedParameter(name: string, mark: ParameterMark): unknown {
    this.named.set(name, mark);
    return mark.default;
  }
}

/** An object of its own that can be worked with as the value that it stands for: other initialisers may. */
function standIn({ type, default: value }: ParameterMark): object {
  switch (type) {
    case "integer":
      return Object(value ?? 0) as object;
    case "boolean":
      return Object(value ?? false) as object;
    case "bytes":
      return Uint8Array.from((value as Uint8Array | undefined) ?? []);
    default:
      return Object(value ?? "") as object;
  }
}
