import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { currentContainer } from "../container-session.js";
import { guardHost } from "./host-guard.js";
import { routedFs, routedPromises } from "./routed-functions.js";

/**
 * Routes `node:fs` of this thread to the mounts of the container that runs, if it has any: for npm packages, and for all that the packages call.
 * @returns how to stop it
 */
export function routeFs(): () => void {
  const find = () => currentContainer()?.mounts;
  const undo = [replaceAll(fs, routedFs({ ...fs }, find)), replaceAll(fs.promises, routedPromises({ ...fs.promises }, find)), guardHost(find)];
  syncBuiltinESMExports();
  return () => {
    for (const each of undo) each();
    syncBuiltinESMExports();
  };
}

function replaceAll(target: object, members: Readonly<Record<string, unknown>>): () => void {
  const before = Object.entries(members).map(([name, value]) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, name) ?? {};
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: descriptor.enumerable ?? true });
    return { name, value, descriptor };
  });
  return () => {
    for (const { name, value, descriptor } of before) if (Reflect.get(target, name) === value) Object.defineProperty(target, name, descriptor); // or somebody else replaced it
  };
}
