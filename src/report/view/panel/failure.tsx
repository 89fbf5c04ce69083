import type { ReportFailure } from "../../model/report-data.js";
import type { EventFacts } from "../finding/event-facts.js";
import { CopyButton } from "./copy-button.js";
import { firstPlace } from "./source-place.js";
import { Source } from "./source.js";
import { Problems } from "./problems.js";
import { Stack } from "./stack.js";

export interface FailureProps {
  readonly facts: EventFacts;
  readonly failure: ReportFailure;
  onSelect(position: number): void;
}

/** Why this report was written: what failed, where, what went wrong in the run, and how to see it again. */
export function Failure({ facts, failure, onSelect }: FailureProps) {
  const { message, stack, again } = failure;
  const { data, problems } = facts.timeline;
  const place = stack === undefined ? undefined : firstPlace(stack, data.sources);
  return (
    <section class="failure" aria-label="What failed">
      <div>
        <h2>Failed</h2>
        <pre class="message">{message}</pre>
        {again === undefined ? undefined : (
          <p class="again">
            Again: <code>{again}</code> <CopyButton text={again} />
          </p>
        )}
        {stack === undefined ? undefined : (
          <details>
            <summary>Stack</summary>
            <Stack text={stack} sources={data.sources} />
          </details>
        )}
      </div>
      {place ? <Source sources={data.sources} place={place} around={3} /> : undefined}
      {problems.length > 0 ? (
        <div>
          <h3>What went wrong</h3>
          <Problems problems={problems} most={6} onSelect={onSelect} />
        </div>
      ) : undefined}
    </section>
  );
}
