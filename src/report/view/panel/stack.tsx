import { useState } from "preact/hooks";
import type { ReportData } from "../../model/report-data.js";
import { Source } from "./source.js";
import { placeIn, type SourcePlace } from "./source-place.js";

export interface StackProps {
  readonly text: string;
  readonly sources: ReportData["sources"];
}

/** A stack whose lines in files that are here can be looked at. */
export function Stack({ text, sources }: StackProps) {
  const [place, setPlace] = useState<SourcePlace>();
  return (
    <>
      <pre class="stack" tabIndex={0}>
        {text.split("\n").map((line, index) => {
          const found = placeIn(line, sources);
          return (
            <span key={index} class="line">
              {found ? /^\s*/.exec(line) : undefined}
              {found ? (
                <button type="button" class="link" onClick={() => setPlace(found)}>
                  <bdi>{line.trimStart()}</bdi>
                </button>
              ) : (
                line
              )}
              {"\n"}
            </span>
          );
        })}
      </pre>
      {place ? <Source sources={sources} place={place} around={3} /> : undefined}
    </>
  );
}
