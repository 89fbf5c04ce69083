import type { DatabaseSync } from "node:sqlite";
import { UnimplementedError } from "../../../contract/errors.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { builtInModule } from "./built-in-module.js";
import { replaceMember } from "./replace-member.js";

type Callable = (this: DatabaseSync, ...args: unknown[]) => unknown;
type Authorizer = Exclude<Parameters<DatabaseSync["setAuthorizer"]>[0], null>;

/** SQLite's number for what attaches a database, when it asks whether it may. */
const ATTACH = 24;
const OK = 0;

/** Has databases in memory attach no files, and export none, in a `Worker` whose container has a disk of its own. */
export function guardDatabases(find: () => ContainerMounts | undefined): void {
  const { DatabaseSync: Database } = (builtInModule("node:sqlite") ?? {}) as { DatabaseSync?: typeof DatabaseSync };
  if (!Database) return;
  const { setAuthorizer } = Database.prototype;
  const guard = (database: DatabaseSync, own: Authorizer | null = null): void => {
    if (database.isOpen && find()?.paths.layer) Reflect.apply(setAuthorizer, database, [withoutFiles(own)]);
  };
  replaceMember(Database.prototype, "setAuthorizer", (real) => {
    return function set(this: DatabaseSync, own: unknown): void {
      if (typeof own === "function" || own === null) return guard(this, own as Authorizer | null);
      Reflect.apply(real as Callable, this, [own]); // Node says what is wrong with it
    };
  });
  replaceMember(Database.prototype, "open", (real) => {
    return function open(this: DatabaseSync): void {
      Reflect.apply(real as Callable, this, []);
      guard(this);
    };
  });
  replaceMember(builtInModule("node:sqlite") ?? {}, "DatabaseSync", (real) => {
    return new Proxy(real as typeof DatabaseSync, {
      construct: (target, args: ConstructorParameters<typeof DatabaseSync>, newTarget) => {
        const database = Reflect.construct(target, args, newTarget) as DatabaseSync;
        guard(database);
        return database;
      },
    });
  });
}

function withoutFiles(own: Authorizer | null): Authorizer {
  return (action, file, ...rest) => {
    if (action === ATTACH && file !== "" && file !== ":memory:")
      throw new UnimplementedError(
        "ATTACH and VACUUM INTO are refused in a Worker, whose container has a disk of its own: use them in the container's own thread.",
      );
    return own ? own(action, file, ...rest) : OK;
  };
}
