import type { RefObject } from "preact";
import type { EventFacts } from "../finding/event-facts.js";
import { EVERYTHING, type Found, type Wanted } from "../finding/found.js";
import type { Axis, AxisMode } from "../chart/axis.js";
import { spanText, timeText } from "../../model/time-text.js";
import { ThemeButton } from "./theme-button.js";

export interface HeaderProps {
  readonly facts: EventFacts;
  readonly axis: Axis;
  readonly wanted: Wanted;
  readonly found: Found | undefined;
  readonly selected: number | undefined;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly isLive: boolean;
  onMode(mode: AxisMode): void;
  onWanted(wanted: Wanted): void;
  onSelect(position: number): void;
  onHelp(): void;
}

/** What ran, in numbers, and what to look for in it. */
export function Header(props: HeaderProps) {
  const { facts, axis, wanted, found, search, isLive, onMode, onWanted, onHelp } = props;
  const { data } = facts.timeline;
  const first = data.events[0]?.at ?? data.now;
  const apps = [...new Set(Object.values(data.apps).map(({ name }) => name))];
  const tags = [...new Set(Object.values(data.functions).map(({ tag }) => tag))].toSorted();
  return (
    <header>
      <h1>
        <bdi>{data.title}</bdi>
        {isLive ? <span class="live">live</span> : undefined}
      </h1>
      <p class="facts">
        seed <bdi>{data.seed}</bdi> · {counted(facts.count, "event")} ·{" "}
        {counted(Object.keys(data.calls).length, "call")} · {counted(Object.keys(data.containers).length, "container")}{" "}
        · {spanText(data.now - first)} of virtual time from <time>{timeText(first)}</time>
      </p>
      <div class="tools">
        <input
          ref={search}
          type="search"
          placeholder="Search  ( / )"
          aria-label="Search events"
          value={wanted.text}
          onInput={({ currentTarget: { value } }) => onWanted({ ...wanted, text: value })}
          onKeyDown={(event) => {
            if (event.key === "Enter") goOn(props, event.shiftKey ? -1 : 1);
            else if (event.key === "Escape") {
              onWanted({ ...wanted, text: "" });
              event.currentTarget.blur();
            } else return;
            event.preventDefault(); // browsers would empty the field without a word
          }}
        />
        <Choice
          name="app"
          all="all apps"
          among={apps}
          value={wanted.app}
          choose={(app) => onWanted({ ...wanted, app })}
        />
        <Choice
          name="function"
          all="all functions"
          among={tags}
          value={wanted.tag}
          choose={(tag) => onWanted({ ...wanted, tag })}
        />
        {found ? (
          <>
            <span class="count" role="status">
              {found.positions.length.toLocaleString("en")} found
            </span>
            <button type="button" onClick={() => goOn(props, 1)} disabled={found.positions.length === 0}>
              Next
            </button>
            <button type="button" onClick={() => onWanted(EVERYTHING)}>
              {wanted.call === "" ? "Show all" : "Show all calls"}
            </button>
          </>
        ) : undefined}
        <span class="pair" role="group" aria-label="Laid out by">
          <Mode mode="time" current={axis.mode} onMode={onMode} />
          <Mode mode="steps" current={axis.mode} onMode={onMode} />
        </span>
        <ThemeButton />
        <button type="button" onClick={onHelp} aria-label="Help">
          ?
        </button>
      </div>
    </header>
  );
}

interface ModeProps {
  readonly mode: AxisMode;
  readonly current: AxisMode;
  onMode(mode: AxisMode): void;
}

function Mode({ mode, current, onMode }: ModeProps) {
  const title = mode === "time" ? "To scale, by virtual time" : "One event after the other";
  return (
    <button type="button" title={title} aria-pressed={mode === current} onClick={() => onMode(mode)}>
      {mode === "time" ? "Time" : "Events"}
    </button>
  );
}

/** To the next event that was found, or the one before, around the end. */
function goOn({ found, selected = -1, onSelect }: HeaderProps, by: 1 | -1): void {
  const positions = found?.positions ?? [];
  const next = by > 0 ? positions.find((at) => at > selected) : positions.findLast((at) => at < selected);
  const chosen = next ?? positions.at(by > 0 ? 0 : -1);
  if (chosen !== undefined) onSelect(chosen);
}

interface ChoiceProps {
  readonly name: string;
  /** What stands for no choice. */
  readonly all: string;
  readonly among: readonly string[];
  readonly value: string;
  choose(value: string): void;
}

function Choice({ name, all, among, value, choose }: ChoiceProps) {
  if (among.length < 2 && value === "") return null;
  return (
    <select aria-label={name} value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
      <option value="">{all}</option>
      {among.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}

export function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}
