import type { ReportComparison } from "../../model/report-data.js";

export interface ComparisonProps {
  readonly comparison: ReportComparison;
  onSelect(position: number): void;
}

/** How many are shown. */
const MOST = 500;

/** What differs from another run, the most important first; where this run has an event of it, it leads there. */
export function Comparison({ comparison: { a, differences, parting }, onSelect }: ComparisonProps) {
  return (
    <>
      <p class="dim">
        This is run B. Run A is <bdi>{a.title}</bdi>, seed <bdi>{a.seed}</bdi>.
      </p>
      {differences.length === 0 && !parting ? <p>The two runs are alike.</p> : undefined}
      {parting ? (
        <>
          <h3>Where they part</h3>
          <Difference at={parting.at} text={parting.text} onSelect={onSelect} />
        </>
      ) : undefined}
      {differences.length === 0 ? undefined : (
        <>
          <h3>
            {differences.length > MOST
              ? `The first ${MOST} of ${differences.length.toLocaleString("en")} differences`
              : "Differences"}
          </h3>
          <ul class="problems">
            {differences.slice(0, MOST).map(({ at, text }, index) => (
              <li key={index}>
                <Difference at={at} text={text} onSelect={onSelect} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface DifferenceProps {
  readonly at: number | null;
  readonly text: string;
  onSelect(position: number): void;
}

function Difference({ at, text, onSelect }: DifferenceProps) {
  return at === null ? (
    <p class="row">
      <bdi>{text}</bdi>
    </p>
  ) : (
    <button type="button" class="row" onClick={() => onSelect(at)}>
      <bdi>{text}</bdi>
    </button>
  );
}
