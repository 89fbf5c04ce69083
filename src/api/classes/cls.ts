import { clsFacade } from "./cls-facade.js";
import { ClsHandle } from "./cls-handle.js";
import { registeredClass } from "../codec/registered-class.js";
import type { Cls as ClsType, ClsOf, Constructor } from "../types/cls-types.js";
import { InvalidError } from "../../contract/errors.js";
import type { DeployedLookupOptions } from "../types/function-types.js";
import { parseWhole } from "../../checks/option-types.js";
import { checkOptions, describe } from "../../checks/options.js";

export type Cls<C extends Constructor = Constructor> = ClsType<C>;

interface ClsStatics {
  /**
   * A class of a deployed app, by name; lazy: whether it exists is found out when it is used. One text, `"app/Name"`,
   * will do, and so does the name of the class alone, if only one app of the environment has such a class.
   * Modal: docs/modal/classes.md#handles.
   * @throws InvalidError if a name is empty
   */
  fromName<C extends Constructor = Constructor>(app: string, name?: string, options?: DeployedLookupOptions): ClsOf<C>;
  /**
   * As `fromName`, looked up at once.
   * @throws NotFoundError if there is no such app or class
   */
  lookup<C extends Constructor = Constructor>(
    app: string,
    name?: string,
    options?: DeployedLookupOptions,
  ): Promise<ClsOf<C>>;
  /**
   * The handle of a class that the decorator `@app.cls()` registered.
   * @throws InvalidError if the class is in no app
   */
  of<C extends Constructor>(target: C): ClsType<C>;
}

function named(app: string, name: string | undefined, options: DeployedLookupOptions = {}): ClsHandle {
  checkOptions("Cls.fromName", options, ["environment", "version"]);
  const version = parseWhole("version", options.version, 1);
  const parts: readonly unknown[] = name === undefined && typeof app === "string" ? app.split(/[/.]/) : [app, name];
  const own = parts.at(-1);
  const owner = parts.length > 1 ? parts[0] : undefined;
  if (
    parts.length > 2 ||
    typeof own !== "string" ||
    own === "" ||
    (parts.length > 1 && (typeof owner !== "string" || owner === ""))
  )
    throw new InvalidError(
      `Cls.fromName takes the names of an app and of its class, got ${describe(app)} and ${describe(name)}.`,
    );
  return new ClsHandle({ app: owner as string | undefined, name: own, environment: options.environment, version });
}

/**
 * Classes of deployed apps, by name.
 * @inlineType ClsStatics
 */
export const Cls: ClsStatics = {
  fromName: (app: string, name?: string, options?: DeployedLookupOptions) =>
    clsFacade(named(app, name, options)) as never,
  lookup: async (app: string, name?: string, options?: DeployedLookupOptions) => {
    const handle = named(app, name, options);
    await handle.hydrated();
    return clsFacade(handle) as never;
  },
  of: (target: Constructor) => {
    const facade = registeredClass(target);
    if (!facade)
      throw new InvalidError(`Cls.of: ${describe(target)} was not registered: put \`@app.cls()\` above the class.`);
    return facade as never;
  },
};
