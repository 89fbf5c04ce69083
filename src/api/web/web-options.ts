import { InvalidError } from "../../contract/errors.js";
import type { WebSettings } from "../../contract/web-settings.js";
import { describe } from "../../checks/options.js";
import { parseSwitch, parseText } from "../../checks/option-types.js";

/** Options of all web functions. Modal: docs/modal/web-endpoints.md#addresses. */
export interface WebOptions {
  /**
   * The part of its address that is its own, in lower case, of letters, digits and hyphens. Default: made of the names
   * of app and function.
   */
  label?: string;
  /** Further host names under which it is reached. */
  customDomains?: readonly string[];
  /** Requests need the headers `Modal-Key` and `Modal-Secret` of a token of the world's. Default: false. */
  requiresProxyAuth?: boolean;
}

export const WEB_OPTIONS = ["label", "customDomains", "requiresProxyAuth"] as const;

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const MAX_LABEL = 63;
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** @throws InvalidError for a value of a wrong type, and for a name that no host can have */
export function parseWebOptions(
  what: string,
  kind: WebSettings["kind"],
  { label, customDomains = [], requiresProxyAuth }: WebOptions,
): WebSettings {
  if (parseText("label", label) !== undefined && (!LABEL.test(label ?? "") || (label ?? "").length > MAX_LABEL))
    throw new InvalidError(
      `Option "label" of ${what} must consist of at most ${MAX_LABEL} lower-case letters, digits and hyphens, and begin and end with none of those, got ${describe(label)}.`,
    );
  if (!Array.isArray(customDomains))
    throw new InvalidError(
      `Option "customDomains" of ${what} must be a list of host names, got ${describe(customDomains)}.`,
    );
  for (const domain of customDomains as readonly unknown[])
    if (typeof domain !== "string" || !DOMAIN.test(domain))
      throw new InvalidError(
        `Option "customDomains" of ${what} must consist of host names, such as "api.example.com", got ${describe(domain)}.`,
      );
  return {
    kind,
    ...(label !== undefined && { label }),
    customDomains: (customDomains as readonly string[]).map((domain) => domain.toLowerCase()),
    requiresProxyAuth: parseSwitch("requiresProxyAuth", requiresProxyAuth, false),
  };
}
