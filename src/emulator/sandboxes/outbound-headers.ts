import { fillTemplate } from "../../contract/header-template.js";
import type { HeaderReplacement } from "../../contract/sandbox-definition.js";
import type { Failing } from "../kernel/failing.js";
import type { OutboundHeaders } from "../kernel/sandbox-protocol.js";
import type { SecretContent } from "../storage/secrets.js";
import { secretValues } from "../storage/secrets.js";
import type { ObjectStore } from "../storage/object-store.js";

/** What no header can have. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\0\r\n]|[^\0-\u00ff]/;

/**
 * The headers that the policy of a sandbox comes to, with the values that its secrets have now.
 * @returns `undefined` if a secret cannot be used, or lacks a key, after having failed
 */
export function outboundHeaders(
  replacements: readonly HeaderReplacement[],
  secrets: ObjectStore<SecretContent>,
  environment: string,
  failing: Failing,
): readonly OutboundHeaders[] | undefined {
  const all: OutboundHeaders[] = [];
  for (const { domain, secret, headers } of replacements) {
    const values = secret ? secretValues(secrets, secret, environment, failing) : {};
    if (!values) return undefined;
    const filled: (readonly [string, string])[] = [];
    for (const [name, template] of Object.entries(headers)) {
      const missing: string[] = [];
      const value = fillTemplate(template, (key) => {
        if (!Object.hasOwn(values, key)) missing.push(key);
        return values[key] ?? "";
      }).trim();
      const problem =
        missing.length > 0
          ? `its secret has no key ${missing.join(", ")}`
          : FORBIDDEN.test(value)
            ? "it has a line break, or a character that headers cannot have"
            : undefined;
      if (problem !== undefined) {
        failing.fail("InvalidError", `Header ${name} for ${domain} in an outbound policy: ${problem}.`);
        return undefined;
      }
      filled.push([name, value]);
    }
    all.push({ domain, headers: filled });
  }
  return all;
}
