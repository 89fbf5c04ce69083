import type { EventFacts } from "../finding/event-facts.js";
import type { Found, Wanted } from "../finding/found.js";
import { Bill } from "./bill.js";
import { Comparison } from "./comparison.js";
import { EventDetails } from "./event-details.js";
import { EventList } from "./event-list.js";
import { Problems } from "./problems.js";

export type Tab = "event" | "problems" | "events" | "logs" | "bill" | "comparison";

const TABS: readonly (readonly [Tab, string])[] = [
  ["comparison", "Differences"],
  ["event", "Event"],
  ["problems", "Problems"],
  ["events", "Events"],
  ["logs", "Logs"],
  ["bill", "Bill"],
];

export interface PanelProps {
  readonly facts: EventFacts;
  readonly found: Found | undefined;
  readonly selected: number | undefined;
  readonly tab: Tab;
  onTab(tab: Tab): void;
  onSelect(position: number): void;
  onWanted(wanted: Partial<Wanted>): void;
}

/** What is known of the event that is looked at, and lists of all. */
export function Panel({ facts, found, selected, tab, onTab, onSelect, onWanted }: PanelProps) {
  const { problems, data } = facts.timeline;
  return (
    <aside id="panel" tabIndex={-1} aria-label="Details">
      <div role="tablist" class="tabs">
        {TABS.filter(([name]) => name !== "comparison" || data.comparison).map(([name, title]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab === name}
            aria-controls="tab-content"
            onClick={() => onTab(name)}
          >
            {title}
            {name === "problems" && problems.length > 0 ? ` (${problems.length.toLocaleString("en")})` : ""}
          </button>
        ))}
      </div>
      <div id="tab-content" role="tabpanel" aria-labelledby={`tab-${tab}`} class={`content ${tab}`}>
        {tab === "event" ? (
          <EventDetails facts={facts} position={selected} onSelect={onSelect} onWanted={onWanted} />
        ) : tab === "problems" ? (
          problems.length > 0 ? (
            <Problems problems={problems} most={500} onSelect={onSelect} />
          ) : (
            <p class="dim">Nothing went wrong.</p>
          )
        ) : tab === "bill" ? (
          <Bill bill={data.bill} />
        ) : tab === "comparison" && data.comparison ? (
          <Comparison comparison={data.comparison} onSelect={onSelect} />
        ) : (
          <EventList
            key={tab}
            facts={facts}
            found={found}
            only={tab === "logs" ? "log" : ""}
            selected={selected}
            onSelect={onSelect}
          />
        )}
      </div>
      {selected !== undefined && tab !== "event" && tab !== "bill" ? (
        <div class="content event below">
          <EventDetails facts={facts} position={selected} onSelect={onSelect} onWanted={onWanted} />
        </div>
      ) : undefined}
    </aside>
  );
}
