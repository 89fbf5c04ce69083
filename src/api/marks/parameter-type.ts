import { types } from "node:util";
import type { ParameterType } from "../../contract/app-definition.js";

export const PARAMETER_TYPES: readonly ParameterType[] = ["string", "integer", "boolean", "bytes"];

export function isParameterType(value: unknown): value is ParameterType {
  return PARAMETER_TYPES.some((type) => type === value);
}

/** The type of a parameter's value, `undefined` if it can be none. */
export function typeOfParameter(value: unknown): ParameterType | undefined {
  if (typeof value === "string" || typeof value === "boolean") return typeof value as "string" | "boolean";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "integer" : undefined;
  return types.isUint8Array(value) ? "bytes" : undefined;
}
