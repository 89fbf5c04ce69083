import type { FunctionBinding, Variant } from "../../contract/app-definition.js";
import { encodeValue } from "../session/values.js";
import { keyText } from "../codec/key-text.js";
import { checkCreation } from "../settings/check-creation.js";
import { resolveDotenv } from "../storage/resolve-dotenv.js";
import type { Session } from "../session/session.js";
import type { DynamicSettings } from "../../contract/function-settings.js";

/**
 * The variant that options and arguments make; `undefined` if they are those of the definition. Equal ones share
 * containers. Modal: docs/modal/classes.md#pools.
 */
export function variantOf(options: undefined, args: readonly unknown[]): Variant;
export function variantOf(
  options: DynamicSettings | undefined,
  args: readonly unknown[] | undefined,
): Variant | undefined;
export function variantOf(
  options: DynamicSettings | undefined,
  args: readonly unknown[] | undefined,
): Variant | undefined {
  if (options === undefined && args === undefined) return undefined;
  const sorted =
    options &&
    (Object.fromEntries(Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1))) as DynamicSettings);
  const key = keyText(encodeValue([sorted ?? null, args ?? null], "args"));
  return { key, ...(sorted && { options: sorted }), ...(args && { arguments: encodeValue(args, "args") }) };
}

/**
 * Asks the backend for a variant, once in each session. @throws InvalidError for options that no function can be
 * created with
 */
export async function bindVariant(
  session: Session,
  subject: string,
  functionId: string,
  variant: Variant,
): Promise<FunctionBinding> {
  const known = session.bindings.variant(functionId, variant.key);
  if (known) return known;
  checkCreation(subject, variant.options ?? {});
  const secrets = variant.options?.secrets?.map(resolveDotenv);
  const resolved = secrets ? { ...variant, options: { ...variant.options, secrets } } : variant;
  const binding = await session.backend.send("function.bind", { functionId, variant: resolved });
  session.bindings.bindVariant(functionId, variant.key, binding);
  return binding;
}
