/** One deployment of an app. */
export interface KeptVersion {
  /** From 1. */
  readonly version: number;
  /** Epoch milliseconds of the state's time. */
  readonly deployedAt: number;
  readonly tag: string;
  /** Of this package. */
  readonly client: string;
  /** The one whose code it took up again. */
  readonly rollbackOf?: number;
  /** Path of the file, relative to the state's folder if it is on the same disk. */
  readonly file: string;
  /** The variable in the file. */
  readonly variable?: string;
  /** The attachment that has its code. */
  readonly code: string;
}

/** An app that is, or was, deployed. */
export interface KeptApp {
  readonly appId: string;
  readonly name: string;
  readonly environment: string;
  /** Epoch milliseconds of the state's time. */
  readonly createdAt: number;
  readonly stoppedAt?: number;
  /** Oldest first, at least one. */
  readonly versions: readonly KeptVersion[];
}

/** The last one. */
export function currentVersion(app: KeptApp): KeptVersion {
  const last = app.versions.at(-1);
  if (!last) throw new TypeError(`App ${app.name} has no version.`);
  return last;
}

/** What an app is looked for by. */
export interface Wanted {
  /** Its id, or its name in an environment. */
  readonly identifier: string;
  readonly environment: string;
}

/** The app that is meant: of several of one name, the one that is deployed, else the one that was stopped last. */
export function findApp(apps: readonly KeptApp[], { identifier, environment }: Wanted): KeptApp | undefined {
  const named = apps.filter((app) => app.name === identifier && app.environment === environment);
  return (
    apps.find(({ appId }) => appId === identifier) ??
    named.find(({ stoppedAt }) => stoppedAt === undefined) ??
    named.at(-1)
  );
}

/** The apps with one of them replaced, or added. */
export function withApp(apps: readonly KeptApp[], changed: KeptApp): KeptApp[] {
  return apps.some(({ appId }) => appId === changed.appId)
    ? apps.map((app) => (app.appId === changed.appId ? changed : app))
    : [...apps, changed];
}
