import { Environment } from "../../api/app/environment.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { AlreadyExistsError, InvalidError } from "../../contract/errors.js";
import type { EnvironmentRole } from "../../contract/workspace-commands.js";
import { ReportedError } from "../endings/reported-error.js";
import { UsageError } from "../endings/usage-error.js";
import { show } from "../showing/table.js";
import type { CommandContext } from "../state/command-context.js";
import { inCommandWords } from "./option-words.js";

const UPDATE = "Usage: modal-emulator environment update [options] <CURRENT_NAME>";

/** `environment list`, oldest first. */
export async function listEnvironments(
  { streams, environment }: CommandContext,
  { json }: { json?: true },
): Promise<void> {
  const found = await Environment.objects.list();
  const rows = found.toReversed().map(({ name }) => [name, "", name === environment ? "True" : "False"]);
  await show(streams.stdout, { columns: ["name", "web suffix", "active"], rows }, json === true);
}

interface CreateOptions {
  readonly restricted?: boolean;
  readonly defaultRole?: EnvironmentRole;
  readonly public?: true;
}

/** `environment create` */
export async function createEnvironment(
  { streams }: CommandContext,
  { restricted = false, defaultRole, public: isPublic }: CreateOptions,
  name: string,
): Promise<void> {
  await inCommandWords(() => Environment.objects.create(name, { restricted, ...(defaultRole && { defaultRole }) }));
  const kind = isPublic ? "Public " : restricted ? "Restricted " : "";
  streams.stdout.write(`✓ ${kind}Environment created: ${name}\n`);
}

/** `environment delete` */
export async function deleteEnvironment(
  { state, streams, confirm }: CommandContext,
  { yes }: { yes?: true },
  name: string,
): Promise<void> {
  await Environment.fromName(name).hydrate();
  if (!yes)
    await confirm(
      `Are you sure you want to irrevocably delete the environment '${name}' and all its associated Apps, Secrets, Volumes, Dicts and Queues?`,
    );
  await Environment.objects.delete(name);
  const apps = state.attached.apps.filter(({ environment }) => environment !== name);
  if (apps.length < state.attached.apps.length) state.attached = { ...state.attached, apps };
  streams.stdout.write(`✓ Environment deleted: ${name}\n`);
}

/** `environment update` */
export async function updateEnvironment(
  { state, streams, world, isLive }: CommandContext,
  { setName, setWebSuffix }: { setName?: string; setWebSuffix?: string },
  from: string,
): Promise<void> {
  if (setName === undefined && setWebSuffix === undefined)
    throw new UsageError("You need to give at least one new property, by --set-name or --set-web-suffix.", UPDATE);
  if (setWebSuffix !== undefined)
    throw new UsageError(
      "Addresses of web functions do not name their environment here: there is no web suffix.",
      UPDATE,
    );
  const to = setName ?? from;
  checkEnvironmentName(to);
  const names = new Set((await Environment.objects.list()).map(({ name }) => name));
  await Environment.fromName(from).hydrate();
  if (from === world.session.environment)
    throw new InvalidError(`Commands look into environment "${from}" unless they are told: it keeps its name.`);
  if (to !== from && names.has(to)) throw new AlreadyExistsError(`Environment "${to}" exists already.`);
  if (isLive) throw new ReportedError("`serve` uses the state: end it before an environment gets another name.");
  state.renamed = new Map([[from, to]]);
  const apps = state.attached.apps.map((app) => (app.environment === from ? { ...app, environment: to } : app));
  state.attached = { ...state.attached, apps };
  streams.stdout.write("✓ Environment updated\n");
}

interface ListRolesOptions {
  readonly excludeDefault?: boolean;
  readonly json?: true;
}

/** `environment roles list` */
export async function listRoles(
  { streams: { stdout } }: CommandContext,
  { excludeDefault = false, json }: ListRolesOptions,
  environment: string,
): Promise<void> {
  const { users, serviceUsers } = await Environment.fromName(environment).roles.list({ excludeDefault });
  if (json) {
    stdout.write(`${JSON.stringify({ users, service_users: serviceUsers }, undefined, 2)}\n`);
    return;
  }
  const rows = [
    ...Object.entries(users),
    ...Object.entries(serviceUsers).map(([name, role]) => [`${name} (service user)`, role]),
  ];
  await show(
    stdout,
    { columns: ["name", "role"], rows: rows.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1)) },
    false,
  );
}

/** `environment roles update` */
export async function updateRole(
  { streams }: CommandContext,
  { role, serviceUser }: { role: EnvironmentRole; serviceUser?: true },
  environment: string,
  principal: string,
): Promise<void> {
  const roles = { [principal]: role };
  await Environment.fromName(environment).roles.update(serviceUser ? { serviceUsers: roles } : { users: roles });
  const kind = serviceUser ? "service user" : "user";
  streams.stdout.write(`✓ Set ${kind} '${principal}' to role '${role}' in environment '${environment}'\n`);
}
