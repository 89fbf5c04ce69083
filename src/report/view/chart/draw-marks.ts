import type { Mark, Series, Track } from "../../model/track.js";
import { pixelsOf, type Scene } from "./scene.js";
import type { Theme } from "./theme.js";
import { LINE } from "./track-layout.js";
import { firstAt, firstMark } from "./visible-part.js";

const PALE = 0.12;

/** Draws the marks of a track that are in sight, one for a pixel. */
export function drawMarks(context: CanvasRenderingContext2D, scene: Scene, track: Track, top: number): void {
  const { axis, from, to } = scene.viewport;
  const pixels = pixelsOf(scene);
  const { marks } = track;
  const last = axis.positionAt(to);
  const isAlone = track.spans.length === 0 && !track.series;
  const drawn = new Map<Mark["kind"], number[]>(); // where the last one was, by line
  for (let index = firstMark(marks, axis.positionAt(from)); index < marks.length; index++) {
    const mark = marks[index];
    if (!mark || mark.at > last) break;
    const x = Math.round(pixels(axis.place(mark.at)));
    const lines = drawn.get(mark.kind);
    if (lines?.[mark.row] === x) continue;
    if (lines) lines[mark.row] = x;
    else drawn.set(mark.kind, Object.assign([], { [mark.row]: x }));
    context.globalAlpha = scene.found && !scene.found.has(mark.at) ? PALE : 1;
    drawMark(context, scene.theme, mark, x, top + mark.row * LINE, isAlone);
    if (mark.at === scene.selected) {
      context.strokeStyle = scene.theme.selected;
      context.strokeRect(x - 6.5, top + mark.row * LINE - 1.5, 13, LINE);
    }
  }
  context.globalAlpha = 1;
}

/** @param isAlone nothing else is on its track: it may be large */
function drawMark(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { kind }: Mark,
  x: number,
  top: number,
  isAlone: boolean,
): void {
  const middle = top + LINE / 2 - 1;
  context.fillStyle = colourOf(theme, kind);
  context.beginPath();
  if (kind === "fault") {
    context.moveTo(x, top - 1);
    context.lineTo(x + 6, top + 10);
    context.lineTo(x - 6, top + 10);
  } else if (kind === "error") {
    context.moveTo(x, middle - 5);
    context.lineTo(x + 5, middle);
    context.lineTo(x, middle + 5);
    context.lineTo(x - 5, middle);
  } else if (kind === "log") context.rect(x - 1, top + LINE - 7, 2, 5);
  else if (kind === "schedule") context.rect(x - 1, top + 1, 3, LINE - 4);
  else if (kind === "fetch") context.arc(x, middle, 4, 0, Math.PI * 2);
  else
    context.rect(x - (isAlone ? 2 : 1.5), isAlone ? top + 3 : top + LINE - 8, isAlone ? 4 : 3, isAlone ? LINE - 8 : 5);
  context.fill();
}

function colourOf(theme: Theme, kind: Mark["kind"]): string {
  switch (kind) {
    case "error":
      return theme.bad;
    case "fault":
      return theme.fault;
    case "storage":
      return theme.storage;
    case "fetch":
      return theme.fetch;
    case "waits":
      return theme.retried;
    case "schedule":
      return theme.graph;
    case "log":
    case "ready":
    case "world":
      return theme.text;
  }
}

/** Draws a number as steps, the largest in sight at the top. */
export function drawSeries(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { at, value }: Series,
  top: number,
  tall: number,
): void {
  const { axis, from, to } = scene.viewport;
  const pixels = pixelsOf(scene);
  const first = Math.max(0, firstAt(at.length, (index) => at[index] ?? 0, axis.positionAt(from)) - 1);
  const end = Math.min(at.length, firstAt(at.length, (index) => at[index] ?? 0, axis.positionAt(to)) + 1);
  let most = 1;
  for (let index = first; index < end; index++) most = Math.max(most, value[index] ?? 0);
  const y = (number: number): number => top + tall - (number / most) * (tall - 4);
  context.fillStyle = scene.theme.graph;
  context.globalAlpha = 0.45;
  context.beginPath();
  let x = pixels(axis.place(at[first] ?? 0));
  let peak = 0;
  context.moveTo(x, top + tall);
  for (let index = first; index < end; index++) {
    const next = pixels(index + 1 < at.length ? axis.place(at[index + 1] ?? 0) : axis.end);
    const number = value[index] ?? 0;
    peak = Math.max(peak, number); // of those on one pixel, the largest is seen
    if (next - x < 1 && index + 1 < end) continue;
    if (peak > number) {
      context.lineTo(x, y(peak));
      x = Math.min(x + 1, next);
      context.lineTo(x, y(peak));
    }
    context.lineTo(x, y(number));
    context.lineTo(next, y(number));
    [x, peak] = [next, 0];
  }
  context.lineTo(x, top + tall);
  context.fill();
  context.globalAlpha = 1;
}
