import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { clockText } from "../../model/time-text.js";
import { useSize } from "../chart/use-size.js";
import { firstAt } from "../chart/visible-part.js";
import type { EventFacts } from "../finding/event-facts.js";
import type { Found } from "../finding/found.js";

/** Height of a row in pixels. */
const ROW = 26;
/** Browsers know no element that is much higher. */
const MAX_HEIGHT = 8_000_000;

export interface EventListProps {
  readonly facts: EventFacts;
  readonly found: Found | undefined;
  /** Only events of this type, if it is not empty. */
  readonly only: "" | "log";
  readonly selected: number | undefined;
  onSelect(position: number): void;
}

/** All events that are to be seen, of which only those in sight are elements. */
export function EventList({ facts, found, only, selected, onSelect }: EventListProps) {
  const box = useRef<HTMLDivElement>(null);
  const { height } = useSize(box);
  const [top, setTop] = useState(0);
  const positions = useMemo(() => {
    const all = found?.positions ?? Array.from({ length: facts.count }, (_, position) => position);
    return only === "" ? all : all.filter((position) => facts.event(position)?.type === only);
  }, [facts, found, only]);
  const whole = Math.min(MAX_HEIGHT, positions.length * ROW);
  const rows = Math.ceil(height / ROW) + 1;
  const share = whole > height ? top / (whole - height) : 0;
  const first = Math.floor(share * Math.max(0, positions.length - rows + 1));

  const { events, now: ended } = facts.timeline.data;
  const begun = events[0]?.at ?? ended;

  const reveal = (index: number): void => {
    if (box.current && (index < first || index >= first + rows - 2))
      box.current.scrollTop =
        (index / Math.max(1, positions.length - rows + 1)) * Math.max(0, whole - height) - height / 2;
  };
  useEffect(() => {
    if (selected !== undefined) reveal(firstAt(positions.length, (index) => positions[index] ?? 0, selected));
  }, [positions, height > 0]);

  if (positions.length === 0)
    return <p class="dim">{only === "log" ? "Nothing was written." : "There are no events."}</p>;
  return (
    <div
      class="events"
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={only === "log" ? "Logs" : "Events"}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      onKeyDown={(event) => {
        const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        if (by === 0) return;
        event.preventDefault();
        const index = firstAt(positions.length, (each) => positions[each] ?? 0, selected ?? 0) + by;
        const next = positions[Math.min(positions.length - 1, Math.max(0, index))];
        if (next !== undefined) onSelect(next);
        reveal(index);
      }}
    >
      <div style={{ height: `${whole}px` }} />
      <div class="sight" style={{ top: `${top}px` }}>
        {positions.slice(first, first + rows).map((position, index) => {
          const event = facts.event(position);
          const isBad = event !== undefined && "stream" in event && event.stream === "stderr";
          return (
            <div
              key={position}
              role="option"
              aria-selected={position === selected}
              aria-posinset={first + index + 1}
              aria-setsize={positions.length}
              class={isBad ? "row bad" : "row"}
              style={{ height: `${ROW}px` }}
              onClick={() => onSelect(position)}
            >
              <time>{clockText(event?.at ?? 0, begun, ended)}</time>
              <span class="tag">
                <bdi>{facts.tagOf(position)}</bdi>
              </span>
              <span class="text">
                <bdi>{facts.text(position).split("\n", 1)[0]}</bdi>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
