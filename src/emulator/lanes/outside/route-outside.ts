import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { AddonUser } from "./addon-paths.js";
import { builtInModule } from "./built-in-module.js";
import { OUTSIDE_CALLS, type Answer, type Treatment } from "./outside-calls.js";
import { replaceMember } from "./replace-member.js";
import { routeAddons } from "./route-addons.js";

type Find = () => ContainerMounts | undefined;
type Callable = (...args: unknown[]) => unknown;

/**
 * Has functions of Node's own that use files beside `node:fs` respect the disk of the container that calls them.
 * @param findUser the same, with what of its files can be lent
 * @returns how to stop it
 */
export function routeOutside(find: Find, findUser: () => AddonUser | undefined): () => void {
  const undo = Object.entries(OUTSIDE_CALLS).map(([what, treatment]) => {
    const [module = "", member = ""] = what.split(".");
    return replaceMember(builtInModule(`node:${module}`) ?? {}, member, (real) =>
      treated(real, (args) => treat(treatment, what, args, find)),
    );
  });
  undo.push(routeAddons(findUser));
  return () => {
    for (const each of undo) each();
  };
}

function treat(treatment: Treatment, what: string, args: readonly unknown[], find: Find): Answer | undefined {
  const mounts = find();
  return mounts && treatment(mounts, args, what);
}

function treated(real: unknown, ask: (args: readonly unknown[]) => Answer | undefined): unknown {
  if (typeof real !== "function") return real;
  return new Proxy(real as Callable, {
    apply: (target, self, args: readonly unknown[]) => {
      const own = ask(args);
      return own ? own.answer : Reflect.apply(target, self, args);
    },
    construct: (target, args: readonly unknown[], newTarget) => {
      ask(args);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
}
