import { InvalidError } from "../contract/errors.js";
import { describe, isPlainObject } from "./options.js";

const OBJECT_NAME = /^[A-Za-z0-9\-_.]{1,64}$/;
const APP_ID = /^ap-[A-Za-z0-9]{22}$/;
const ENVIRONMENT_NAME = /^[A-Za-z0-9][A-Za-z0-9\-_.]{1,63}$/;
const TAG_PART = /^[A-Za-z0-9\-_.]{1,63}$/;
const DEPLOYMENT_TAG = /^[A-Za-z0-9\-_.]{0,50}$/;
const WEB_LABEL = /^(?![0-9]+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Checks the name of an app, volume, dict, queue or the like. Modal: docs/modal/handles-and-names.md#names.
 * @throws InvalidError unless it is 1 to 64 characters of `A-Z a-z 0-9 - _ .` and not shaped like an app id
 */
export function checkObjectName(kind: string, name: unknown): asserts name is string {
  if (typeof name === "string" && OBJECT_NAME.test(name) && !APP_ID.test(name)) return;
  throw new InvalidError(
    `Invalid ${kind} name: ${describe(name)}. Names have 1 to 64 of the characters A-Z a-z 0-9 - _ . and are not shaped like an app id.`,
  );
}

/**
 * Checks the name of an environment. Modal: docs/modal/handles-and-names.md#names.
 * @throws InvalidError unless it is 2 to 64 of the characters `A-Z a-z 0-9 - _ .`, begins with a letter or digit, and
 * not with `en-`
 */
export function checkEnvironmentName(name: unknown): asserts name is string {
  if (typeof name === "string" && ENVIRONMENT_NAME.test(name) && !/^en-/i.test(name)) return;
  throw new InvalidError(
    `Invalid Environment name: ${describe(name)}. Names have 2 to 64 of the characters A-Z a-z 0-9 - _ . and begin with a letter or digit, not with "en-".`,
  );
}

/**
 * Checks the tags of an app or sandbox. Modal: docs/modal/handles-and-names.md#names.
 * @throws InvalidError unless every key and value has 1 to 63 of the characters `A-Z a-z 0-9 - _ .`
 */
export function checkTags(tags: unknown): asserts tags is Readonly<Record<string, string>> {
  if (!isPlainObject(tags)) throw new InvalidError(`Tags must be an object of strings, got ${describe(tags)}.`);
  for (const [key, value] of Object.entries(tags)) {
    checkTagPart("key", key);
    checkTagPart("value", value);
  }
}

function checkTagPart(part: "key" | "value", text: unknown): void {
  if (typeof text === "string" && TAG_PART.test(text)) return;
  throw new InvalidError(
    `Invalid tag ${part}: ${describe(text)}. Tag keys and values have 1 to 63 of the characters A-Z a-z 0-9 - _ .`,
  );
}

/**
 * Checks the `tag` of a deployment; an empty one means none. Modal: docs/modal/handles-and-names.md#names.
 * @throws InvalidError unless it is at most 50 of the characters `A-Z a-z 0-9 - _ .`
 */
export function checkDeploymentTag(tag: unknown): asserts tag is string {
  if (typeof tag === "string" && DEPLOYMENT_TAG.test(tag)) return;
  throw new InvalidError(
    `Invalid deployment tag: ${describe(tag)}. Tags have at most 50 of the characters A-Z a-z 0-9 - _ .`,
  );
}

/**
 * Checks the label of a web endpoint, the first part of its host name. Modal: docs/modal/handles-and-names.md#names.
 * @throws InvalidError unless it has 1 to 63 of `a-z 0-9 -`, no hyphen at either end, and not only digits
 */
export function checkWebLabel(label: unknown): asserts label is string {
  if (typeof label === "string" && WEB_LABEL.test(label)) return;
  throw new InvalidError(
    `Invalid web label: ${describe(label)}. Labels have 1 to 63 of the characters a-z 0-9 -, neither begin nor end with a hyphen, and are not all digits.`,
  );
}

/**
 * Checks the name of a queue's partition. Modal: docs/modal/handles-and-names.md#names.
 * @throws InvalidError unless it is 1 to 64 bytes of UTF-8
 */
export function checkPartition(partition: unknown): asserts partition is string {
  const bytes = typeof partition === "string" ? Buffer.byteLength(partition) : 0;
  if (bytes >= 1 && bytes <= 64) return;
  throw new InvalidError(
    `Invalid Queue partition: ${describe(partition)}. A partition is a string of 1 to 64 bytes of UTF-8.`,
  );
}

/**
 * Checks the name under which a deployed function is looked up. Modal: docs/modal/handles-and-names.md#names.
 * @throws InvalidError if it contains a dot, as the name of a method does
 */
export function checkFunctionName(name: unknown): asserts name is string {
  if (typeof name !== "string" || name === "")
    throw new InvalidError(`A Function name must be a non-empty string, got ${describe(name)}.`);
  if (name.includes(".")) {
    throw new InvalidError(
      `Invalid Function name: ${describe(name)}. For the method of a class, look the class up with Cls.fromName.`,
    );
  }
}
