import { describe, isPlainObject } from "../../checks/options.js";
import { parseInstance } from "../../checks/option-types.js";
import { compact } from "../../contract/compact.js";
import { InvalidError } from "../../contract/errors.js";
import type { HeaderReplacement } from "../../contract/sandbox-definition.js";
import type { SecretDefinition } from "../../contract/stored-objects.js";
import { Secret } from "../storage/secret.js";
import { ExperimentalOutboundPolicy, type HeaderReplacementOptions } from "./experimental-outbound-policy.js";
import { refersToKey } from "../../contract/header-template.js";

const DOMAIN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\u0008\u000a-\u001f\u007f]/;
const MOST_HEADERS = 25;

/** @throws InvalidError unless it is a policy, and holds together */
export function parseOutboundPolicy(option: string, value: unknown): readonly HeaderReplacement[] | undefined {
  const policy = parseInstance(
    option,
    value,
    "an ExperimentalOutboundPolicy",
    (given) => given instanceof ExperimentalOutboundPolicy,
  );
  if (!policy) return undefined;
  const parsed = ExperimentalOutboundPolicy.replacementsOf(policy).map(parseReplacement);
  const count = parsed.reduce((sum, { headers }) => sum + Object.keys(headers).length, 0);
  if (count > MOST_HEADERS)
    throw new InvalidError(
      `An outbound policy cannot have more than ${MOST_HEADERS} header replacements; this has ${count}.`,
    );
  return parsed;
}

function parseReplacement({ domain, headers, secret }: HeaderReplacementOptions): HeaderReplacement {
  if (typeof domain !== "string" || (domain !== "*" && !DOMAIN.test(domain)))
    throw new InvalidError(
      `Invalid domain of an outbound policy: ${describe(domain)}. It must be such as "example.com", "*.example.com" or "*".`,
    );
  if (!isPlainObject(headers) || Object.keys(headers).length === 0)
    throw new InvalidError(`The headers for ${domain} in an outbound policy must contain at least one header.`);
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name))
      throw new InvalidError(`Invalid header name in an outbound policy: ${describe(name)}.`);
    if (typeof value !== "string")
      throw new InvalidError(
        `The value of header ${name} in an outbound policy must be a string, got ${describe(value)}.`,
      );
    if (CONTROL.test(value))
      throw new InvalidError(
        `The value of header ${name} in an outbound policy must not contain control characters except tabs.`,
      );
    if (secret === undefined && refersToKey(value))
      throw new InvalidError(
        `The value of header ${name} in an outbound policy names a key of a secret, but has none: give it a \`secret\`, or write \`$$\` for \`$\`.`,
      );
  }
  return compact({ domain, headers: { ...headers }, secret: secret === undefined ? undefined : storedSecret(secret) });
}

function storedSecret(secret: unknown): SecretDefinition {
  if (!(secret instanceof Secret))
    throw new InvalidError(`The secret of an outbound policy must be a Secret, got ${describe(secret)}.`);
  const { definition } = secret;
  if (definition.kind === "named" || definition.kind === "id") return definition;
  throw new InvalidError(
    "Outbound policies only take stored secrets, such as those of `Secret.fromName`, and none that were made of values.",
  );
}
