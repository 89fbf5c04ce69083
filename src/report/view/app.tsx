import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ReportData } from "../model/report-data.js";
import { makeTimeline } from "../model/timeline.js";
import { Axis, type AxisMode } from "./chart/axis.js";
import { Chart } from "./chart/chart.js";
import { firstMode } from "./chart/first-mode.js";
import { Minimap } from "./chart/minimap.js";
import { Viewport } from "./chart/viewport.js";
import { EventFacts } from "./finding/event-facts.js";
import { firstSelected } from "./finding/first-selected.js";
import { EVERYTHING, find, type Wanted } from "./finding/found.js";
import { readAddress, writeAddress } from "./chart/address.js";
import { Failure } from "./panel/failure.js";
import { Header } from "./panel/header.js";
import { Help } from "./panel/help.js";
import { Panel, type Tab } from "./panel/panel.js";

export interface AppProps {
  readonly data: ReportData;
  /** More may come. */
  readonly isLive?: boolean;
  /** Something to say at the top. */
  readonly notice?: string;
}

/** A report: what failed, the timeline, and what is known of the event that is looked at. */
export function App({ data, isLive = false, notice = "" }: AppProps) {
  const timeline = useMemo(() => makeTimeline(data), [data]);
  const facts = useMemo(() => new EventFacts(timeline), [timeline]);
  const [mode, setMode] = useState<AxisMode>(() => firstMode(timeline));
  const axis = useMemo(() => new Axis(data, mode), [data, mode]);
  const viewport = useRef<Viewport>(undefined);
  viewport.current ??= new Viewport(axis);
  const view = viewport.current;
  const [wanted, setWanted] = useState<Wanted>(EVERYTHING);
  const found = useMemo(() => find(facts, wanted), [facts, wanted]);
  const [selected, setSelected] = useState(() => readAddress(location.hash, axis) ?? firstSelected(facts));
  const [tab, setTab] = useState<Tab>(data.comparison ? "comparison" : "event");
  const [isHelp, setHelp] = useState(false);
  const search = useRef<HTMLInputElement>(null);

  const select = useCallback(
    (position: number | undefined, isShown = true) => {
      setSelected(position);
      if (position === undefined) return;
      setTab((known) => (known === "bill" ? "event" : known));
      if (isShown) view.reveal(view.axis.place(position));
    },
    [view],
  );

  useLayoutEffect(() => {
    if (view.axis !== axis) view.changeAxis(axis);
  }, [view, axis]);

  useLayoutEffect(() => {
    const go = (): void => {
      const asked = readAddress(location.hash, view.axis);
      if (asked !== undefined) select(asked);
    };
    addEventListener("hashchange", go);
    return () => removeEventListener("hashchange", go);
  }, [view, select]);

  useLayoutEffect(() => {
    if (selected !== undefined && !isLive) writeAddress(selected);
  }, [selected, isLive]);

  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "/") search.current?.focus();
      else if (event.key === "?") setHelp(true);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);

  return (
    <div class="app">
      <Header
        facts={facts}
        axis={axis}
        wanted={wanted}
        found={found}
        selected={selected}
        search={search}
        isLive={isLive}
        onMode={setMode}
        onWanted={setWanted}
        onSelect={select}
        onHelp={() => setHelp(true)}
      />
      {notice === "" ? undefined : <p class="notice">{notice}</p>}
      {data.dropped > 0 ? (
        <p class="notice">
          The first {data.dropped} events of this world were not kept: what began before is shown in part
          {data.bill ? "" : ", and there is no bill"}.
        </p>
      ) : undefined}
      {data.failure ? <Failure facts={facts} failure={data.failure} onSelect={select} /> : undefined}
      <main>
        <section class="timeline" aria-label="Timeline">
          <Minimap timeline={timeline} viewport={view} axis={axis} />
          <Chart facts={facts} viewport={view} axis={axis} found={found} selected={selected} onSelect={select} />
        </section>
        <Panel
          facts={facts}
          found={found}
          selected={selected}
          tab={tab}
          onTab={setTab}
          onSelect={select}
          onWanted={(asked) => setWanted({ ...EVERYTHING, ...asked })}
        />
      </main>
      {isHelp ? <Help onClose={() => setHelp(false)} /> : undefined}
    </div>
  );
}
