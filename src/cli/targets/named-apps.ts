import { basename, extname } from "node:path";
import type { App } from "../../api/app/app.js";

/** Apps with names; those without get that of their file. */
export function namedApps(apps: readonly App[], file: string): [name: string, app: App][] {
  const base = basename(file, extname(file))
    .replaceAll(/[^\w.-]/g, "-")
    .slice(0, 60);
  const taken = new Set(apps.flatMap(({ name }) => name ?? []));
  return apps.map((app) => {
    let own = app.name ?? base;
    for (let number = 2; app.name === undefined && taken.has(own); number++) own = `${base}-${number}`;
    taken.add(own);
    return [own, app];
  });
}
