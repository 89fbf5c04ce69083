import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { EventFacts } from "../finding/event-facts.js";
import type { Found } from "../finding/found.js";
import { describeAt } from "../finding/describe-at.js";
import { trackOf } from "../finding/track-of.js";
import type { Axis } from "./axis.js";
import { drawChart } from "./draw-chart.js";
import { ChartGestures } from "./gestures.js";
import { isForChart } from "./is-for-chart.js";
import { pressKey } from "./press-key.js";
import { RULER, type Scene } from "./scene.js";
import { readTheme } from "./theme.js";
import { TrackLayout } from "./track-layout.js";
import { useSize } from "./use-size.js";
import { useTheme } from "./use-theme.js";
import type { Viewport } from "./viewport.js";

export interface ChartProps {
  readonly facts: EventFacts;
  readonly viewport: Viewport;
  readonly axis: Axis;
  readonly found: Found | undefined;
  readonly selected: number | undefined;
  onSelect(position: number | undefined, isShown?: boolean): void;
}

/** Below this width, names take less of it. */
const NARROW = 600;

/** The lanes, drawn on a canvas that stays where it is while its box is scrolled. */
export function Chart({ facts, viewport, axis, found, selected, onSelect }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const { width, height, ratio } = size;
  const scheme = useTheme();
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const { timeline } = facts;
  const layout = useMemo(
    () => new TrackLayout(timeline, collapsed, (track) => !found || found.hasTrack(track)),
    [timeline, collapsed, found],
  );
  const theme = useMemo(() => {
    const names = new Set(Object.values(timeline.data.functions).map(({ tag }) => tag));
    return canvas.current && readTheme(canvas.current, [...names]);
  }, [timeline, scheme, width]);
  const scene = useRef<Scene>(undefined);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || !box.current || width === 0 || !theme) return undefined;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    const gutter = width < NARROW ? 84 : 170;
    const draw = (): void => {
      const scrollTop = box.current?.scrollTop ?? 0;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      scene.current = { viewport, layout, theme, width, height, gutter, scrollTop, found, selected };
      drawChart(context, scene.current);
    };
    return viewport.subscribe(draw);
  }, [viewport, axis, layout, theme, width, height, ratio, found, selected]);

  useEffect(() => {
    const track = selected === undefined ? undefined : trackOf(timeline, selected);
    const laid = track && layout.of(track);
    const { current } = box;
    if (!laid || !current) return;
    const isSeen = laid.top >= current.scrollTop && laid.top + laid.height <= current.scrollTop + height - RULER;
    if (!isSeen) current.scrollTop = Math.max(0, laid.top - (height - RULER) / 2);
  }, [selected, layout, height]);

  // not after the next frame: keys and clicks may come within one, and mean what is there by then
  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const gestures = new ChartGestures(box.current, () => scene.current, {
      select: (position) => onSelect(position, false),
      toggle: (group) =>
        setCollapsed(
          (known) => new Set(known.has(group) ? [...known].filter((each) => each !== group) : [...known, group]),
        ),
    });
    return () => gestures[Symbol.dispose]();
  }, [onSelect]);

  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!box.current || !isForChart(event, box.current)) return;
      if (pressKey(event.key, event.shiftKey, { facts, viewport, layout, selected, select: onSelect }))
        event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [facts, viewport, layout, selected, onSelect]);

  return (
    <div
      class="chart"
      ref={box}
      role="application"
      aria-roledescription="timeline"
      aria-label="Timeline. Arrow keys go from event to event and from lane to lane, plus and minus zoom, N goes to the next problem, question mark shows all keys."
      tabIndex={0}
      onScroll={() => viewport.changed()}
    >
      <canvas ref={canvas} style={{ height: `${height}px` }} />
      <div style={{ height: `${Math.max(0, layout.height + RULER - height)}px` }} />
      {layout.items.length === 0 ? (
        <p class="empty">{found ? "Nothing was found." : "Nothing happened."}</p>
      ) : undefined}
      <p class="spoken" aria-live="polite">
        {selected === undefined ? "" : describeAt(facts, selected)}
      </p>
    </div>
  );
}
