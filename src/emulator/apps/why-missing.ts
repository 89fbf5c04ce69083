import { meantBy } from "../../checks/nearest-name.js";
import type { AppRecord } from "../records/app-record.js";

/** A function or class that was looked up and not found. */
export interface WantedFunction {
  /** `undefined` if any app would do, for a class. */
  readonly appName: string | undefined;
  /** The app, if there is one. */
  readonly app: AppRecord | undefined;
  readonly name: string;
  readonly isClass: boolean;
  /** All deployed apps, of all environments. */
  readonly deployed: readonly AppRecord[];
}

/** Why a lookup has failed, and what may have been meant. */
export function whyMissing({ app, appName, name, isClass, deployed }: WantedFunction, environment: string): string {
  if (app) return inApp(app, name, isClass);
  if (appName !== undefined) return `deploy the app first.${appHint(appName, environment, deployed)}`;
  const classes = deployed.filter((each) => each.environment === environment).flatMap((each) => namesIn(each, true));
  return `no deployed app has a class of that name. ${meantBy(name, classes)}`;
}

/** What may have been meant by an app that is not deployed in an environment, with a space before it. */
export function appHint(name: string, environment: string, deployed: readonly AppRecord[]): string {
  const elsewhere = deployed.find((app) => app.name === name);
  if (elsewhere) return ` It is deployed in environment "${elsewhere.environment}".`;
  const names = deployed.filter((app) => app.environment === environment).map((app) => app.name ?? "");
  return names.length === 0 ? "" : ` ${meantBy(name, names)}`;
}

function inApp(app: AppRecord, name: string, isClass: boolean): string {
  if (!isClass && app.functions.has(name))
    return `"${name}" is a class: look it up with \`Cls.fromName("${app.name}", "${name}")\`.`;
  if (isClass && app.functions.has(name))
    return `"${name}" is a function: look it up with \`Function_.fromName("${app.name}", "${name}")\`.`;
  return `the app has no ${isClass ? "class" : "function"} of that name. ${meantBy(name, namesIn(app, isClass))}`;
}

function namesIn(app: AppRecord, isClass: boolean): string[] {
  return [...app.functions.values()]
    .filter(({ definition }) => (definition.cls !== undefined) === isClass)
    .map(({ tag }) => tag);
}
