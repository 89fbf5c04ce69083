import type { Span, Track } from "../../model/track.js";
import { isolated } from "./isolated.js";
import { pixelsOf, type Scene } from "./scene.js";
import { LINE } from "./track-layout.js";
import { firstReaching } from "./visible-part.js";

/** Pixels: less is not seen. */
const THIN = 3;
/** Narrower spans that touch each other are drawn as one. */
const NARROW = 8;
const LETTER = 6.4;
const PALE = 0.15;
const TALL = LINE - 3;

/** Where a span is, in pixels. */
interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Narrow spans of one colour that touch. */
interface Run {
  readonly left: number;
  right: number;
  readonly top: number;
  readonly fill: string;
  readonly alpha: number;
}

/** Draws the spans of a track that are in sight. */
export function drawSpans(context: CanvasRenderingContext2D, scene: Scene, track: Track, top: number): void {
  const { found, selected, viewport } = scene;
  const { axis, from, to } = viewport;
  const pixels = pixelsOf(scene);
  const { spans } = track;
  const [first, last] = [axis.positionAt(from) - 1, axis.positionAt(to)];
  const runs: (Run | undefined)[] = [];
  const failed: [Span, Place][] = []; // drawn last: nothing is to hide them
  for (let index = firstReaching(spans, first); index < spans.length; index++) {
    const span = spans[index];
    if (!span || span.from > last) break;
    if (span.to < first) continue;
    const begin = pixels(axis.place(span.from));
    const end = pixels(axis.place(span.to));
    const left = Math.max(scene.gutter - 2, begin);
    const right = Math.min(scene.width + 2, Math.max(left + THIN, end));
    const { kind, row } = span;
    if (kind === "life") drawLife(context, scene, track, top, left, right);
    else if (span.state === "bad") failed.push([span, { left, right, top: top + row * LINE }]);
    else if (right - left >= NARROW || span.from === selected || span.to === selected)
      drawSpan(context, scene, span, { left, right, top: top + row * LINE });
    else if ((kind !== "start" && kind !== "exit") || end - begin >= 1) {
      const fill = fillOf(scene, span);
      const alpha = found && !found.hasSpan(span) ? PALE : 1;
      const run = runs[row];
      if (run && run.fill === fill && run.alpha === alpha && left <= run.right + 1)
        run.right = Math.max(run.right, right);
      else {
        if (run) drawRun(context, run);
        runs[row] = { left, right, top: top + row * LINE, fill, alpha };
      }
    }
  }
  for (const run of runs) if (run) drawRun(context, run);
  for (const [span, place] of failed) drawSpan(context, scene, span, place);
  context.globalAlpha = 1;
}

function drawRun(context: CanvasRenderingContext2D, { left, right, top, fill, alpha }: Run): void {
  context.globalAlpha = alpha;
  context.fillStyle = fill;
  context.fillRect(left, top, right - left, TALL);
}

function drawLife(
  context: CanvasRenderingContext2D,
  { theme }: Scene,
  track: Track,
  top: number,
  left: number,
  right: number,
): void {
  context.globalAlpha = 1;
  context.fillStyle = theme.life;
  context.fillRect(left, top, right - left, track.rows * LINE - 2);
}

function drawSpan(context: CanvasRenderingContext2D, scene: Scene, span: Span, { left, right, top }: Place): void {
  const { theme, found, selected } = scene;
  const wide = right - left;
  context.globalAlpha = found && !found.hasSpan(span) ? PALE : 1;
  context.fillStyle = fillOf(scene, span);
  context.fillRect(left, top, wide, TALL);
  const isBad = span.state === "bad";
  if (isBad || span.state === "open") {
    context.fillStyle = isBad ? theme.onBad : theme.text;
    context.fillRect(left, top + TALL - 2, wide, 2);
  }
  if (selected !== undefined && (span.from === selected || span.to === selected)) {
    context.strokeStyle = theme.selected;
    context.lineWidth = 2;
    context.strokeRect(left - 0.5, top - 0.5, wide + 1, TALL + 1);
    context.lineWidth = 1;
  }
  const room = Math.floor((wide - 8) / LETTER);
  if (room < 2) return;
  const label = isBad ? `✕ ${span.label}${span.status === "" ? "" : ` · ${span.status}`}` : span.label;
  context.fillStyle = isBad ? theme.onBad : theme.text;
  context.fillText(
    isolated(label.length > room ? `${label.slice(0, room - 1)}…` : label),
    left + 4,
    top + TALL / 2 + 0.5,
  );
}

function fillOf({ theme }: Scene, { kind, state, label }: Span): string {
  if (state === "bad") return theme.bad;
  if (state === "retried") return theme.retried;
  return kind === "start" || kind === "exit" ? theme.start : theme.fill(label);
}
