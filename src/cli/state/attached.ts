import type { KeptModule } from "../../emulator/lanes/threads/load-module.js";
import type { KeptApp } from "./kept-apps.js";
import type { KeptLine } from "./kept-logs.js";

/** What a kept state holds beside what a world stores. */
export interface Attached {
  /** How often it was written: what chance is drawn from in the next command. */
  readonly revision: number;
  readonly apps: readonly KeptApp[];
  /** Code of deployed apps, by digest. */
  readonly code: ReadonlyMap<string, KeptModule>;
  /** By id of the app, oldest first. */
  readonly logs: ReadonlyMap<string, readonly KeptLine[]>;
}

export const NOTHING: Attached = { revision: 0, apps: [], code: new Map(), logs: new Map() };

const INDEX = "apps.json";
const CODE = "code/";
const LOGS = "logs/";

/** As attachments of a state; code that no version needs any more is left out. */
export function attachmentsOf({ revision, apps, code, logs }: Attached): Map<string, Uint8Array> {
  const attachments = new Map([[INDEX, toBytes({ revision, apps })]]);
  for (const { versions } of apps)
    for (const version of versions) {
      const kept = code.get(version.code);
      if (kept) attachments.set(CODE + version.code, toBytes(kept));
    }
  for (const { appId } of apps) {
    const lines = logs.get(appId);
    if (lines && lines.length > 0) attachments.set(LOGS + appId, toBytes(lines));
  }
  return attachments;
}

/** @throws SyntaxError or TypeError for what `attachmentsOf` does not write */
export function parseAttached(attachments: ReadonlyMap<string, Uint8Array>): Attached {
  const index = attachments.get(INDEX);
  if (!index) return NOTHING;
  const { revision, apps } = fromBytes(index) as Pick<Attached, "revision" | "apps">;
  if (!Number.isSafeInteger(revision) || !Array.isArray(apps)) throw new TypeError(`${INDEX} has no apps`);
  const named = <T>(prefix: string): Map<string, T> =>
    new Map(
      Array.from(attachments)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, bytes]) => [name.slice(prefix.length), fromBytes(bytes) as T]),
    );
  const code = named<KeptModule>(CODE);
  for (const app of apps as readonly KeptApp[])
    for (const version of app.versions)
      if (!code.has(version.code)) throw new TypeError(`the code of app ${app.name} is missing`);
  return { revision, apps: apps as readonly KeptApp[], code, logs: named<readonly KeptLine[]>(LOGS) };
}

function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function fromBytes(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
