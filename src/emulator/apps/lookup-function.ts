import type { Commands } from "../../contract/backend.js";
import type { Pending } from "../kernel/kernel.js";
import type { AppRecord } from "../records/app-record.js";
import type { Environments } from "../storage/environments.js";
import { whyMissing } from "./why-missing.js";

/**
 * Finds a function or class of a deployed app. Modal: docs/modal/calling.md#functions-as-objects.
 * @param deployed by environment and name
 */
export function lookupFunction(
  { app: appName, name, environment, version, isClass }: Commands["function.lookup"]["command"],
  deployed: ReadonlyMap<string, AppRecord>,
  environments: Environments,
  pending: Pending<"function.lookup">,
): void {
  const where = environment ?? environments.of(pending);
  const all = [...deployed.values()];
  const subject = `${isClass ? "Cls" : "Function"} "${name}"`;
  const owners = appName === undefined ? ownersOf(all, name, where) : [];
  if (owners.length > 1) {
    const names = owners.map((owner) => `"${owner.name}"`).join(", ");
    return pending.fail(
      "InvalidError",
      `${subject} is in several apps of environment "${where}": ${names}. Say which, as in \`Cls.fromName("${owners[0]?.name}", "${name}")\`.`,
    );
  }
  const app = appName === undefined ? owners[0] : deployed.get(`${where}/${appName}`);
  const target = app?.functions.get(name);
  if (app && version !== undefined && app.version !== version)
    pending.fail(
      "NotFoundError",
      `Lookup failed for ${subject} in version ${version} of app "${app.name}" in environment "${where}": the app is at version ${app.version}, and earlier ones are gone.`,
    );
  else if (target && (target.definition.cls !== undefined) === isClass) pending.reply(target.binding);
  else {
    const why = whyMissing({ app, appName, name, isClass, deployed: all }, where);
    pending.fail(
      "NotFoundError",
      `Lookup failed for ${subject}${appName === undefined ? "" : ` of app "${appName}"`} in environment "${where}": ${why}`,
    );
  }
}

/** The deployed apps that have a class of that name. */
function ownersOf(deployed: readonly AppRecord[], cls: string, environment: string): AppRecord[] {
  return deployed.filter(
    (app) => app.environment === environment && app.functions.get(cls)?.definition.cls !== undefined,
  );
}
