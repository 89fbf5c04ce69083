import type { DatabaseSync, DatabaseSyncOptions } from "node:sqlite";
import { authorizer, lendDatabase, openedBy } from "../scratch/own-database.js";
import { lentSql } from "../scratch/database-text.js";
import type { LentFiles } from "../scratch/lent-files.js";
import { builtInModule } from "../outside/built-in-module.js";
import type { ReplaceGlobal } from "./replaced-globals.js";
import type { RunningContainer } from "./running-container.js";

type Callable = (...args: unknown[]) => unknown;
type Class = abstract new (...args: never) => unknown;
type Authorizer = Parameters<DatabaseSync["setAuthorizer"]>[0];
/** Calls what is real. */
type Real = (...args: readonly unknown[]) => unknown;

/** Databases of `node:sqlite` that containers open are files of their own disks. */
export function routeDatabases(replace: ReplaceGlobal, currentContainer: () => RunningContainer | undefined): void {
  const sqlite = builtInModule("node:sqlite");
  const RealDatabase = sqlite?.["DatabaseSync"];
  if (!sqlite || typeof RealDatabase !== "function") return;
  const find = (): LentFiles | undefined => currentContainer()?.lent;
  const { prototype } = RealDatabase as unknown as { prototype: DatabaseSync };
  const route = (
    target: object,
    name: string,
    own: (files: LentFiles, self: DatabaseSync, args: readonly unknown[], real: Real) => unknown,
  ): void => {
    const real: unknown = Reflect.get(target, name);
    if (typeof real !== "function") return; // not of this version of Node
    const wrap = (behind: () => unknown) => {
      const routed = function (this: DatabaseSync, ...args: unknown[]): unknown {
        const files = find();
        const call: Real = (...given) => Reflect.apply(behind() as Callable, this, given);
        return files ? own(files, this, args, call) : call(...args);
      };
      for (const key of ["name", "length"] as const) Object.defineProperty(routed, key, { value: real[key] });
      return routed;
    };
    replace(target, name, { wrap });
  };

  const { setAuthorizer } = prototype;
  /** SQLite asks before it opens another file; only one that is open can be told whom to ask. */
  const guard = (database: DatabaseSync, own?: Authorizer): void => {
    if (database.isOpen && typeof setAuthorizer === "function")
      Reflect.apply(setAuthorizer, database, [authorizer(find, own ?? undefined)]);
  };
  replace(sqlite, "DatabaseSync", { value: ownClass(RealDatabase as unknown as Class, find, guard) });
  route(prototype, "open", (_, database, args, real) => {
    real(...args);
    guard(database);
  });
  route(prototype, "setAuthorizer", (_, database, args, real) => {
    const [own] = args as [Authorizer];
    if (own !== null && typeof own !== "function") return real(...args);
    guard(database, own);
    return undefined;
  });
  for (const name of ["exec", "prepare"])
    route(prototype, name, (files, _, [sql, ...rest], real) =>
      real(typeof sql === "string" ? lentSql(sql, lendDatabase(files)) : sql, ...rest),
    );
  route(prototype, "location", (files, _, args, real) => {
    const location = real(...args);
    return typeof location === "string" ? (files.pathOf(location) ?? location) : location;
  });
  route(prototype, "loadExtension", (files, _, [path, ...rest], real) => {
    const own = typeof path === "string" ? files.resolve(path) : undefined;
    return real(own !== undefined && files.has(own) ? files.lend([own]) : path, ...rest);
  });
  route(sqlite, "backup", (files, _, [database, path, ...rest], real) =>
    real(database, openedBy(files, path, undefined).location, ...rest),
  );
}

/** The class, of which a container's own are opened where their files are. */
function ownClass(
  RealDatabase: Class,
  find: () => LentFiles | undefined,
  opened: (database: DatabaseSync) => void,
): Class {
  return new Proxy(RealDatabase, {
    construct: (target, [location, given, ...rest]: [unknown, DatabaseSyncOptions?, ...unknown[]], newTarget) => {
      const construct = (...args: readonly unknown[]): DatabaseSync =>
        Reflect.construct(target, args, newTarget) as DatabaseSync;
      const files = find();
      if (!files) return construct(location, ...(given === undefined ? [] : [given]), ...rest);
      const { location: real, options, path } = openedBy(files, location, given);
      const database = construct(real, ...(options === undefined ? [] : [options]), ...rest);
      if (path !== undefined) files.opened(path, database);
      opened(database);
      return database;
    },
  });
}
