import type { ReportData } from "../../model/report-data.js";
import type { SourcePlace } from "./source-place.js";

export interface SourceProps {
  readonly sources: ReportData["sources"];
  readonly place: SourcePlace;
  /** How many lines before and after it. */
  readonly around: number;
  /** What is there, if it is not where something happened. */
  readonly what?: string;
}

/** A line of a file of the user's, and those around it. */
export function Source({ sources, place: { file, line }, around, what }: SourceProps) {
  const lines = (sources[file] ?? "").split("\n");
  const first = Math.max(1, line - around);
  return (
    <figure class="source">
      <figcaption>
        {what === undefined ? undefined : <bdi>{what}</bdi>}
        <bdi>
          {file}:{line}
        </bdi>
      </figcaption>
      <pre tabIndex={0}>
        {lines.slice(first - 1, line + around).map((text, index) => (
          <span key={first + index} class={first + index === line ? "line here" : "line"}>
            <span class="number">{first + index}</span>
            {text || " "}
            {"\n"}
          </span>
        ))}
      </pre>
    </figure>
  );
}
