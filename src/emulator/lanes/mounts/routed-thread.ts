import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { currentContainer } from "../container-session.js";
import type { ContainerMounts } from "./container-mounts.js";
import { guardHost } from "./host-guard.js";
import { refuseOutside } from "./refused-outside.js";
import { routedFs, routedPromises } from "./routed-functions.js";

/**
 * Routes `node:fs` of this thread to the mounts of the container that runs, if it has any: for npm packages, and for all that they call. From the first
 * such container on, what would get around that is refused.
 * @returns how to stop it
 */
export function routeFs(): () => void {
  const undo: (() => void)[] = [];
  let isGuarded = false;
  const find = (): ContainerMounts | undefined => {
    const mounts = currentContainer()?.mounts;
    if (mounts && !isGuarded) {
      isGuarded = true;
      undo.push(guardHost(find), refuseOutside());
      syncBuiltinESMExports();
    }
    return mounts;
  };
  undo.push(replaceAll(fs, routedFs({ ...fs }, find)), replaceAll(fs.promises, routedPromises({ ...fs.promises }, find)));
  syncBuiltinESMExports();
  return () => {
    for (const each of undo.toReversed()) each();
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
