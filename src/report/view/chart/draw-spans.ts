import type { Span, Track } from "../../model/track.js";
import { isolated } from "./isolated.js";
import { pixelsOf, type Scene } from "./scene.js";
import { LINE } from "./track-layout.js";
import { firstReaching } from "./visible-part.js";

/** Pixels: less is not seen. */
const THIN = 3;
const LETTER = 6.4;
const PALE = 0.15;

/** Draws the spans of a track that are in sight; of those that fall on one pixel, one, and any that failed. */
export function drawSpans(context: CanvasRenderingContext2D, scene: Scene, track: Track, top: number): void {
  const { axis, from, to } = scene.viewport;
  const pixels = pixelsOf(scene);
  const { spans } = track;
  const [first, last] = [axis.positionAt(from) - 1, axis.positionAt(to)];
  const ends = new Float64Array(track.rows).fill(-1);
  const failed: (() => void)[] = []; // drawn last: nothing is to hide them
  for (let index = firstReaching(spans, first); index < spans.length; index++) {
    const span = spans[index];
    if (!span || span.from > last) break;
    if (span.to < first) continue;
    const begin = pixels(axis.place(span.from));
    const end = pixels(axis.place(span.to));
    const left = Math.max(scene.gutter - 2, begin);
    const right = Math.min(scene.width + 2, Math.max(left + THIN, end));
    const y = top + span.row * LINE;
    if (span.kind === "life") drawLife(context, scene, track, top, left, right);
    else if (span.state === "bad") failed.push(() => drawSpan(context, scene, span, left, right, y));
    else if ((span.kind === "start" || span.kind === "exit") && end - begin < 1) continue;
    else if (right - (ends[span.row] ?? -1) >= 0.7) {
      ends[span.row] = right;
      drawSpan(context, scene, span, left, right, y);
    }
  }
  for (const draw of failed) draw();
  context.globalAlpha = 1;
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

function drawSpan(
  context: CanvasRenderingContext2D,
  scene: Scene,
  span: Span,
  left: number,
  right: number,
  top: number,
): void {
  const { theme, found, selected } = scene;
  const [wide, tall] = [right - left, LINE - 3];
  context.globalAlpha = found && !found.hasSpan(span) ? PALE : 1;
  context.fillStyle = fillOf(scene, span);
  context.fillRect(left, top, wide, tall);
  if (span.state === "bad" || span.state === "open") {
    context.fillStyle = span.state === "bad" ? theme.onBad : theme.text;
    context.fillRect(left, top + tall - 2, wide, 2);
  }
  if (selected !== undefined && (span.from === selected || span.to === selected)) {
    context.strokeStyle = theme.selected;
    context.lineWidth = 2;
    context.strokeRect(left - 0.5, top - 0.5, wide + 1, tall + 1);
    context.lineWidth = 1;
  }
  const room = Math.floor((wide - 8) / LETTER);
  if (room < 2) return;
  const label = span.state === "bad" ? `✕ ${span.label}${span.status === "" ? "" : ` · ${span.status}`}` : span.label;
  context.fillStyle = span.state === "bad" ? theme.onBad : theme.text;
  context.fillText(
    isolated(label.length > room ? `${label.slice(0, room - 1)}…` : label),
    left + 4,
    top + tall / 2 + 0.5,
  );
}

function fillOf({ theme }: Scene, { kind, state, label }: Span): string {
  if (state === "bad") return theme.bad;
  if (state === "retried") return theme.retried;
  if (kind === "start" || kind === "exit") return theme.start;
  return theme.fill(label.split(/ [·(]/)[0] ?? label);
}
