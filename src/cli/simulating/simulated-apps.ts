import type { Emulator } from "../../emulator/index.js";
import { ReportedError } from "../endings/reported-error.js";
import type { EarlyEnd } from "../endings/early-end.js";
import { appsOf } from "../targets/apps-of.js";
import { loadApp } from "../targets/load-app.js";
import { namedApps } from "../targets/named-apps.js";
import { parseReference } from "../targets/reference.js";
import type { SimulatedApps } from "./simulation.js";

/** What a file brings into a simulation. */
export async function simulatedFile(reference: string, end: EarlyEnd): Promise<ReturnType<typeof namedApps>> {
  const { file, path } = parseReference(reference);
  const module = await end.race(loadApp(file));
  return namedApps(appsOf(module, file, path, "simulate"), file);
}

/** @returns all that is deployed in a world by now @throws ReportedError if nothing is */
export async function deployedIn(world: Emulator): Promise<SimulatedApps> {
  const apps = await world.session.backend.send("app.list", {});
  if (!apps.some(({ state }) => state === "deployed"))
    throw new ReportedError(
      "Nothing is deployed: name a file, as in `modal-emulator simulate app.ts`, or `modal-emulator deploy` one.",
    );
  return new Map(apps.map(({ appId, name, environment }) => [appId, { name, environment }]));
}
