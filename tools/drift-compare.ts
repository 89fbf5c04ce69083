import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
import type { Bundle, BundleMethod } from "./drift-bundle.ts";

/** What a version of Modal's package has that `proto/modal.proto` does not, or has otherwise. */
export interface Drift {
  /** Methods that it calls, such as `ModalClient.AppList`. */
  readonly methods: readonly string[];
  /** Fields of messages of methods that it calls, such as `AppListRequest.environmentName = 1`. */
  readonly fields: readonly string[];
}

const WIRE_TYPES: Readonly<Record<string, number>> = {
  double: 1,
  fixed64: 1,
  sfixed64: 1,
  string: 2,
  bytes: 2,
  float: 5,
  fixed32: 5,
  sfixed32: 5,
};

/** Our own subset of the protocol. */
export function ownProtocol(): protobuf.Root {
  const root = new protobuf.Root();
  protobuf.parse(readFileSync(new URL("../proto/modal.proto", import.meta.url), "utf8"), root);
  root.resolveAll();
  return root;
}

/** Compares what a package calls, and all that is in it, with our own subset. */
export function compare(bundle: Bundle, own: protobuf.Root): Drift {
  const methods: string[] = [];
  const fields = new Set<string>();
  const seen = new Set<string>();
  const message = (theirs: string, ours: protobuf.Type): void => {
    const key = `${theirs} ${ours.fullName}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const { name, number, wireType, message: inner } of bundle.messages.get(theirs) ?? []) {
      const field = ours.fieldsById[number];
      const what = `${ours.name}.${name} = ${number}`;
      if (!field) fields.add(what);
      else if (camel(field.name) !== camel(name)) fields.add(`${what} (is called ${camel(field.name)} here)`);
      else if (!wireTypesOf(field).includes(wireType)) fields.add(`${what} (has another type here)`);
      else if (inner !== undefined && field.resolvedType instanceof protobuf.Type)
        message(field.map ? valueOf(inner, bundle) : inner, field.resolvedType);
    }
  };
  for (const method of bundle.methods.filter(({ isCalled }) => isCalled)) {
    const ours = ownMethod(own, method);
    const isAlike =
      ours &&
      (ours.requestStream ?? false) === method.requestStream &&
      (ours.responseStream ?? false) === method.responseStream;
    if (!isAlike) methods.push(`${method.service}.${method.name}${ours ? " (streams otherwise)" : ""}`);
    if (ours?.resolvedRequestType) message(method.request, ours.resolvedRequestType);
    if (ours?.resolvedResponseType) message(method.response, ours.resolvedResponseType);
  }
  return { methods, fields: [...fields] };
}

/** What the values of a map are, whose entries are messages. */
function valueOf(entry: string, bundle: Bundle): string {
  return bundle.messages.get(entry)?.find(({ number }) => number === 2)?.message ?? "";
}

function ownMethod(own: protobuf.Root, { service, name }: BundleMethod): protobuf.Method | undefined {
  return own.lookupService(`modal.client.${service}`).methods[name];
}

/** How a field may be written: lists of numbers in one piece, or each by itself. */
function wireTypesOf(field: protobuf.Field): number[] {
  if (field.map || field.resolvedType instanceof protobuf.Type) return [2];
  const plain = WIRE_TYPES[field.type] ?? 0;
  return field.repeated ? [plain, 2] : [plain];
}

function camel(name: string): string {
  return name.replaceAll(/_+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/^_/, "");
}
