import fc from "fast-check";
import protobuf from "protobufjs";

/** What may stand in a field, whatever it is for. */
export interface Vocabulary {
  /** By the name of the field that it is meant for. */
  readonly meant: Readonly<Record<string, string>>;
  readonly texts: readonly string[];
  readonly bytes: readonly Uint8Array[];
}

const WHOLE = [0, 1, 2, 5, 7, 50, 65_536, 2 ** 31 - 1];
const FLOATS = [0, 0.5, 1, 55, 1e9, 1e300, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Each of so many is made, as is asked for. */
const COSTLY = /^(min|buffer)Containers$/;

/** Messages of a type whose fields have random values, or none. @param depth how deep they are nested at most */
export function messages(type: protobuf.Type, vocabulary: Vocabulary, depth = 4): fc.Arbitrary<object> {
  const fields = type.fieldsArray.map((field) => [field.name, fieldOf(field, vocabulary, depth)] as const);
  return fc
    .record(Object.fromEntries(fields), { requiredKeys: [] })
    .map((message) => withOneOfEach(type, message as Record<string, unknown>));
}

function fieldOf(field: protobuf.Field, vocabulary: Vocabulary, depth: number): fc.Arbitrary<unknown> {
  const value = valueOf(field, vocabulary, depth);
  if (field instanceof protobuf.MapField)
    return fc.dictionary(fc.constantFrom("a", "PATH", "__proto__", "constructor"), value, { maxKeys: 2 });
  return field.repeated ? fc.array(value, { maxLength: 3 }) : value;
}

function valueOf(field: protobuf.Field, vocabulary: Vocabulary, depth: number): fc.Arbitrary<unknown> {
  const { resolvedType } = field;
  if (resolvedType instanceof protobuf.Enum) return fc.constantFrom(...Object.values(resolvedType.values), 77);
  if (resolvedType) return depth === 0 ? fc.constant({}) : messages(resolvedType, vocabulary, depth - 1);
  switch (field.type) {
    case "string": {
      const meant = vocabulary.meant[field.name];
      const any = fc.oneof(fc.constantFrom(...vocabulary.texts), fc.string({ unit: "binary", maxLength: 12 }));
      return meant === undefined ? any : fc.oneof({ weight: 9, arbitrary: fc.constant(meant) }, any);
    }
    case "bytes":
      return fc.oneof(fc.constantFrom(...vocabulary.bytes), fc.uint8Array({ maxLength: 12 }));
    case "bool":
      return fc.boolean();
    case "double":
    case "float":
      return fc.constantFrom(...FLOATS);
    case "uint32":
      return COSTLY.test(field.name) ? fc.nat(3) : fc.constantFrom(...WHOLE);
    case "uint64":
      return fc.constantFrom(...WHOLE);
    default:
      return fc.constantFrom(...WHOLE, -1, -(2 ** 31));
  }
}

/** Of each oneof, the field that comes first. */
function withOneOfEach(type: protobuf.Type, message: Record<string, unknown>): object {
  for (const { fieldsArray } of type.oneofsArray) {
    const given = fieldsArray.filter(({ name }) => name in message);
    for (const { name } of given.slice(1)) delete message[name];
  }
  return message;
}
