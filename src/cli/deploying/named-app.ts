import { nearestName } from "../../checks/nearest-name.js";
import { ReportedError } from "../endings/reported-error.js";
import type { CommandContext } from "../state/command-context.js";
import { findApp, type KeptApp } from "../state/kept-apps.js";

/** The app that a command names, by its name or its id. @throws ReportedError if there is none */
export function namedApp(context: CommandContext, identifier: string): KeptApp {
  const { environment, state } = context;
  const { apps } = state.attached;
  const found = findApp(apps, { identifier, environment });
  if (found) return found;
  const names = apps.filter((app) => app.environment === environment).map(({ name }) => name);
  const near = nearestName(identifier, names);
  throw new ReportedError(
    `NotFoundError: There is no app "${identifier}" in environment "${environment}".${near === undefined ? "" : ` Did you mean "${near}"?`} \`modal-emulator app list\` lists those that are deployed.`,
  );
}

/** One that is deployed still. @throws ReportedError if it was stopped */
export function deployedApp(context: CommandContext, identifier: string): KeptApp {
  const app = namedApp(context, identifier);
  if (app.stoppedAt === undefined) return app;
  throw new ReportedError(
    `InvalidError: App "${app.name}" in environment "${app.environment}" was stopped. Deploy it again.`,
  );
}
