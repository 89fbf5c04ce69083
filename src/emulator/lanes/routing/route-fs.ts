import { syncBuiltinESMExports } from "node:module";
import { currentContainer } from "./container-session.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { guardHost } from "../mounts/guard-host.js";
import { guardDescriptors } from "./own-descriptors.js";
import { refuseOutside } from "./refuse-outside.js";
import { routeMembers } from "../mounts/fs/route-members.js";

/**
 * Routes `node:fs` of this thread to the mounts of the container that runs, if it has any: for npm packages, and for
 * all that they call. From the first such container on, what would get around that is refused.
 * @param isOwn whether a file that is opened now is opened for containers
 * @returns how to stop it
 */
export function routeFs(isOwn: () => boolean): () => void {
  const undo: (() => void)[] = [guardDescriptors(isOwn)];
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
  undo.push(routeMembers(find));
  syncBuiltinESMExports();
  return () => {
    isGuarded = true; // packages keep what they were given: for later worlds, somebody else sees to it
    for (const each of undo.toReversed()) each();
    syncBuiltinESMExports();
  };
}
