import { checkOptions } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";
import type { Secret } from "../storage/secret.js";

/** Headers that requests to a domain get on their way out of a sandbox. */
export interface HeaderReplacementOptions {
  /** Such as `example.com`; `*.example.com` is that and all below it, `*` all there are. */
  domain: string;
  /**
   * By their names, which are the same in capitals. `$KEY` stands for the value of that key of `secret`, `$$` for `$`.
   * Values are one line; 25 headers in all of a policy.
   */
  headers: Readonly<Record<string, string>>;
  /** A stored one, such as `Secret.fromName("api-key")`. */
  secret?: Secret;
}

/**
 * Which headers requests of a sandbox get on their way out: its programs use keys that they never see. Acted on for
 * HTTPS of programs in memory (`curl`, `wget`, `python3`); recorded for real programs (`runtime: "process"`). Checked
 * where it is used: by `Sandbox.create` and `sandbox.experimentalUpdateOutboundPolicy`.
 * Modal: docs/modal/sandboxes.md#headers-on-their-way-out.
 * @example
 * const experimentalOutboundPolicy = new ExperimentalOutboundPolicy().withHeaderReplacement({
 *   domain: "api.example.com",
 *   secret: Secret.fromName("api-key"),
 *   headers: { Authorization: "Bearer $API_KEY" },
 * });
 * await Sandbox.create({ app, experimentalOutboundPolicy });
 */
export class ExperimentalOutboundPolicy {
  declare private readonly brand: "ExperimentalOutboundPolicy";
  #replacements: readonly HeaderReplacementOptions[] = [];

  static {
    refuseAssignments(ExperimentalOutboundPolicy, "It does not change: `withHeaderReplacement` gives another.");
    refuseCrossing(
      ExperimentalOutboundPolicy,
      "ExperimentalOutboundPolicy",
      "Make it where the sandbox is created, or pass domains, headers and Secrets.",
    );
  }

  /** Another policy with these headers besides its own; where both have one for a domain, this is the one. */
  withHeaderReplacement(replacement: HeaderReplacementOptions): ExperimentalOutboundPolicy {
    checkOptions("ExperimentalOutboundPolicy.withHeaderReplacement", replacement, ["domain", "headers", "secret"]);
    const policy = new ExperimentalOutboundPolicy();
    policy.#replacements = [...this.#replacements, { ...replacement }];
    return policy;
  }

  /** @internal */
  static replacementsOf(policy: ExperimentalOutboundPolicy): readonly HeaderReplacementOptions[] {
    return policy.#replacements;
  }
}
