import type { AppSummary } from "../../contract/backend.js";

/** What an app is doing. Here it is never `"stopping"`, `"initializing"`, `"disabled"` or `"unknown"`. */
export type AppState =
  | "ephemeral"
  | "detached"
  | "deployed"
  | "stopping"
  | "stopped"
  | "initializing"
  | "disabled"
  | "unknown";

/** What has happened to an app; moments of virtual time. */
export interface AppLifecycle {
  readonly state: AppState;
  /** 1 after its first deployment; `undefined` for one that was not deployed. */
  readonly version?: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly deployedAt?: Date;
  readonly deployedBy?: string;
  readonly stoppedAt?: Date;
  readonly stoppedBy?: string;
}

/** What a world knows of an app. */
export interface AppInfo {
  readonly appId: string;
  /** What it is called where people read it. */
  readonly description: string;
  readonly lifecycle: AppLifecycle;
  /** Ids of its functions and classes, by name. */
  readonly functions: Readonly<Record<string, string>>;
  /** Ids of its servers, by name. */
  readonly servers: Readonly<Record<string, string>>;
}

/** Options of `app.info`. */
export interface AppInfoParams {
  /** Ask again. Here every answer is a new one. */
  refresh?: boolean;
}

/** Whoever does anything in a world. */
const SOMEBODY = "emulator";

/** The information of a summary. */
export function appInfo({ appId, title, state, version, functions, ...times }: AppSummary): AppInfo {
  const ids = (isServer: boolean): Record<string, string> =>
    Object.fromEntries(
      functions.filter((each) => (each.isServer ?? false) === isServer).map(({ tag, functionId }) => [tag, functionId]),
    );
  return {
    appId,
    description: title,
    lifecycle: {
      state: state === "disconnected" ? "detached" : state,
      ...(version > 0 && { version }),
      createdAt: new Date(times.createdAt),
      createdBy: SOMEBODY,
      ...(times.deployedAt !== undefined && { deployedAt: new Date(times.deployedAt), deployedBy: SOMEBODY }),
      ...(times.stoppedAt !== undefined && { stoppedAt: new Date(times.stoppedAt), stoppedBy: SOMEBODY }),
    },
    functions: ids(false),
    servers: ids(true),
  };
}
