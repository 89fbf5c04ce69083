import fs from "node:fs";
import type { MountView } from "./mount-view.js";
import { routedMember, routedPromise } from "./routed-member.js";

type Find = () => MountView | undefined;

/**
 * Routes the functions of this thread's `node:fs`; whoever imported them by name has to be told.
 * @param find the mounts of whoever calls
 * @returns how to stop it
 */
export function routeMembers(find: Find): () => void {
  const undo = [replaceAll(fs, routedMember, find), replaceAll(fs.promises, routedPromise, find)];
  return () => {
    for (const each of undo) each();
  };
}

function replaceAll(target: object, route: typeof routedMember, find: Find): () => void {
  const replaced = Object.keys(target).flatMap((name) => {
    // what is deprecated is not enumerable, and warns of who reads it
    const value = route(name, Reflect.get(target, name), find);
    const descriptor = Object.getOwnPropertyDescriptor(target, name);
    if (value === undefined || !descriptor) return [];
    Object.defineProperty(target, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: descriptor.enumerable ?? true,
    });
    return [{ name, value, descriptor }];
  });
  return () => {
    for (const { name, value, descriptor } of replaced)
      // or somebody else replaced it
      if (Reflect.get(target, name) === value) Object.defineProperty(target, name, descriptor);
  };
}
