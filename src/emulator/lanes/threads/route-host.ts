import { catchStrayErrors } from "../routing/catch-stray-errors.js";
import { currentContainer } from "../routing/container-session.js";
import { whileWanted } from "../routing/replaced-globals.js";
import { routeFs } from "../routing/route-fs.js";
import { routeGlobals } from "../routing/route-globals.js";
import { routeModules } from "../routing/route-modules.js";

/** Keeps the host's own thread as lanes in it need it. @returns how to end that */
export const routeHost: () => () => void = whileWanted(() => {
  const undo = [routeGlobals(), routeFs(() => currentContainer() !== undefined), catchStrayErrors(), routeModules()];
  return () => {
    for (const each of undo.toReversed()) each();
  };
});
