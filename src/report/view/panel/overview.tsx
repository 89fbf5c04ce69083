import { useMemo } from "preact/hooks";
import { type Tally, tally } from "../../model/tally.js";
import type { EventFacts } from "../finding/event-facts.js";
import type { Wanted } from "../finding/found.js";

const COLUMNS = ["inputs", "succeeded", "failed", "retries", "containers"] as const;

export interface OverviewProps {
  readonly facts: EventFacts;
  onWanted(wanted: Partial<Wanted>): void;
}

/** The functions in numbers, while no event is looked at. */
export function Overview({ facts, onWanted }: OverviewProps) {
  const rows = useMemo(() => tally(facts.timeline), [facts]);
  return (
    <>
      <p class="dim">Choose something on the timeline to see what is known of it.</p>
      {rows.length === 0 ? undefined : (
        <div class="scroll">
          <table>
            <caption>Functions</caption>
            <thead>
              <tr>
                <th scope="col" />
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={`${row.app}/${row.tag}`} row={row} onWanted={onWanted} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Row({ row, onWanted }: { readonly row: Tally; onWanted(wanted: Partial<Wanted>): void }) {
  return (
    <tr>
      <th scope="row">
        <button type="button" class="link" onClick={() => onWanted({ tag: row.tag })}>
          <bdi>{row.tag}</bdi>
        </button>
      </th>
      {COLUMNS.map((column) => (
        <td key={column} class={column === "failed" && row.failed > 0 ? "bad" : undefined}>
          {row[column].toLocaleString("en")}
        </td>
      ))}
    </tr>
  );
}
