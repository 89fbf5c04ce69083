import type { FunctionDefinition } from "../../contract/app-definition.js";
import type { CallSite } from "../../checks/call-site.js";
import { prototypeMarks, type UserClass } from "./class-shape.js";
import { ClsHandle } from "./cls-handle.js";
import { isLocal } from "../session/context.js";
import { DefinitionInContainer } from "../functions/definition-in-container.js";
import { definitionPlace } from "../functions/definition-place.js";
import { InvalidError } from "../../contract/errors.js";
import { parseClsOptions, type ClsOptions } from "../settings/function-options.js";
import { serializedSource } from "../../checks/function-source.js";
import { unmark } from "../marks/marks.js";
import { describe } from "../../checks/options.js";
import type { Owner } from "../settings/owner.js";
import { checkCluster } from "../settings/check-cluster.js";
import type { FunctionSettings } from "../../contract/function-settings.js";

/** What `app.cls` makes of its arguments. */
export function defineClass(owner: Owner, options: ClsOptions, target: unknown, site: CallSite | undefined): ClsHandle {
  if (typeof options !== "object" || options === null)
    throw new InvalidError("app.cls takes its options and the class: `app.cls({ … }, class Name { … })`.");
  if (typeof target !== "function" || target.prototype === undefined)
    throw new TypeError(`app.cls takes a class, got ${describe(target)}. For a function there is app.function.`);
  const tag = target.name;
  if (tag === "") throw new InvalidError("A class of an app needs a name: `app.cls({ … }, class Name { … })`.");
  const parse = (): FunctionSettings => parseClsOptions(options, owner.defaults(), tag, unmark(target));
  const userClass = target as UserClass;
  if (!isLocal())
    return new ClsHandle({
      target: userClass,
      definition: new DefinitionInContainer(owner, options, { name: tag, isGenerator: false }, parse),
    });
  const handle = new ClsHandle({ target: userClass, definition: localDefinition(owner, parse(), userClass, site) });
  checkClass(handle);
  return handle;
}

function localDefinition(
  { name: app, module }: Owner,
  settings: FunctionSettings,
  target: UserClass,
  site: CallSite | undefined,
): FunctionDefinition {
  const { name: tag } = settings;
  const source = settings.serialized ? serializedClass(tag, target) : undefined;
  return {
    tag,
    app,
    file: definitionPlace(`Class \`${tag}\``, settings, module, site),
    source,
    isGenerator: false,
    settings,
  };
}

/** Its text is all that travels. */
function serializedClass(tag: string, target: UserClass): string {
  if (Object.getPrototypeOf(target) !== Function.prototype)
    throw new InvalidError(
      `Class \`${tag}\` is \`serialized\` and extends another class, which stays behind. Define it at the top level of a module, without that option.`,
    );
  if (prototypeMarks(target).size > 0)
    throw new InvalidError(
      `Class \`${tag}\` is \`serialized\`, so decorators of its members stay behind. Use wrappers, as in \`name = method(async () => { … })\`.`,
    );
  return serializedSource(tag, target);
}

/**
 * Reads the class, which finds out what contradicts itself there. Modal: docs/modal/function-options.md#classes,
 * docs/modal/retries.md#the-policy.
 */
function checkClass({ name, shape, settings }: ClsHandle): void {
  if (!shape || !settings) return;
  const snap = shape.hooks.find((hook) => hook.snap);
  if (snap && !settings.enableMemorySnapshot)
    throw new InvalidError(
      `Class \`${name}\`: \`enter({ snap: true })\` of \`${snap.name}\` needs the option "enableMemorySnapshot" of app.cls to be true.`,
    );
  const generator = shape.methods.find(({ isGenerator }) => isGenerator);
  if (generator && settings.retries)
    throw new InvalidError(
      `Class \`${name}\`: its method \`${generator.name}\` is a generator, and retries are not supported for those. Remove the option "retries".`,
    );
  if (settings.cluster && shape.methods.length !== 1)
    throw new InvalidError(
      `Class \`${name}\` is clustered, so it needs exactly one method; it has ${shape.methods.length}.`,
    );
  const web = shape.methods.find((method) => method.web);
  if (web && settings.cluster)
    throw new InvalidError(
      `Class \`${name}\` is clustered, and its method \`${web.name}\` answers web requests: those cannot be in a cluster.`,
    );
  if (web && settings.retries)
    throw new InvalidError(
      `Class \`${name}\`: its method \`${web.name}\` answers web requests, and retries are not supported for those. Remove the option "retries".`,
    );
  checkCluster(`Class \`${name}\``, settings, generator !== undefined);
  const batched = shape.batched[0];
  if (batched && shape.methods.length > 1) {
    const others = shape.methods
      .filter((method) => method.name !== batched.name)
      .map((method) => `\`${method.name}\``)
      .join(", ");
    throw new InvalidError(
      `Class \`${name}\` has the batched method \`${batched.name}\`, so it can have no other method; it has ${others}. Put them in a class of their own.`,
    );
  }
}
