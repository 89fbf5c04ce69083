import type { Track } from "../../model/track.js";
import { pixelsOf, placeOf, RULER, type Scene } from "./scene.js";
import { type Laid, LINE } from "./track-layout.js";
import { firstMark, firstReaching } from "./visible-part.js";

/** Pixels around what is meant. */
const NEAR = 6;

/** What is at a point of the chart. */
export type Picked =
  | { readonly kind: "heading"; readonly group: string }
  | { readonly kind: "event"; readonly position: number; readonly track: Track };

export function pick(scene: Scene, x: number, y: number): Picked | undefined {
  const item = y < RULER ? undefined : scene.layout.at(y - RULER + scene.scrollTop);
  if (!item) return undefined;
  const { track } = item;
  if (!track) return { kind: "heading", group: item.group };
  if (x < scene.gutter) return undefined;
  const position = markAt(scene, track, item, x, y) ?? spanAt(scene, track, item, x, y);
  return position === undefined ? undefined : { kind: "event", position, track };
}

function rowAt({ scrollTop }: Scene, { top }: Laid, y: number): number {
  return Math.max(0, Math.floor((y - RULER + scrollTop - top) / LINE));
}

function markAt(scene: Scene, { marks }: Track, item: Laid, x: number, y: number): number | undefined {
  const { axis } = scene.viewport;
  const pixels = pixelsOf(scene);
  const row = rowAt(scene, item, y);
  let best: number | undefined;
  let distance = NEAR;
  for (let index = firstMark(marks, axis.positionAt(placeOf(scene, x - NEAR))); index < marks.length; index++) {
    const mark = marks[index];
    if (!mark) break;
    const here = pixels(axis.place(mark.at));
    if (here > x + NEAR) break;
    if (mark.row !== row || (mark.kind === "log" && y < RULER + item.top - scene.scrollTop + row * LINE + LINE / 2))
      continue;
    if (Math.abs(here - x) < distance) [best, distance] = [mark.at, Math.abs(here - x)];
  }
  return best;
}

/** Of several, the one that begins last: those above lie over those below. */
function spanAt(scene: Scene, { spans }: Track, item: Laid, x: number, y: number): number | undefined {
  const { axis } = scene.viewport;
  const pixels = pixelsOf(scene);
  const row = rowAt(scene, item, y);
  const last = axis.positionAt(placeOf(scene, x + NEAR));
  let found: number | undefined;
  for (let index = firstReaching(spans, axis.positionAt(placeOf(scene, x - NEAR)) - 1); index < spans.length; index++) {
    const span = spans[index];
    if (!span || span.from > last) break;
    if (span.row !== row && span.kind !== "life") continue;
    const left = pixels(axis.place(span.from)) - 2;
    const right = Math.max(left + NEAR, pixels(axis.place(span.to)) + 2);
    if (x < left || x > right) continue;
    if (span.kind !== "life" || found === undefined) found = span.state === "bad" ? span.to : span.from;
  }
  return found;
}
