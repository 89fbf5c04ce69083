import { isInertModule } from "../bundling/inert-module.js";

/**
 * What `export *` does: the names of another module but `default`, unless the exporting one has its own. An inert
 * module, which has every name, answers for those that are left.
 * @param whole what `require` gives of the exporting module, if it is to get them as well
 */
export function reexport(exports: object, from: unknown, whole?: object): void {
  for (const target of whole ? [exports, whole] : [exports]) copyNames(target, from);
}

function copyNames(target: object, from: unknown): void {
  if ((typeof from !== "object" && typeof from !== "function") || from === null) return;
  const inert = [from, Object.getPrototypeOf(from)].find(isInertModule);
  if (inert) Object.setPrototypeOf(target, inert);
  if (inert === from) return;
  for (const name of Object.getOwnPropertyNames(from)) {
    if (name === "default" || Object.hasOwn(target, name)) continue;
    const { enumerable = true } = Object.getOwnPropertyDescriptor(from, name) ?? {};
    Object.defineProperty(target, name, { get: () => Reflect.get(from, name), enumerable });
  }
}
