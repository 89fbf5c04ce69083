import { drawRuler } from "./draw-ruler.js";
import { drawSpans } from "./draw-spans.js";
import { drawMarks, drawSeries } from "./draw-marks.js";
import { pixelsOf, RULER, type Scene } from "./scene.js";
import { HEADING, type Laid, LINE } from "./track-layout.js";
import { fitted } from "./fitted.js";
import { isolated } from "./isolated.js";

export const FONT = "12px system-ui, sans-serif";

/** Draws the whole chart anew. */
export function drawChart(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, height, gutter, layout, scrollTop, theme } = scene;
  context.clearRect(0, 0, width, height);
  context.font = FONT;
  context.textBaseline = "middle";
  const items = layout.between(scrollTop, scrollTop + height - RULER);
  clipped(context, gutter, RULER, width - gutter, height - RULER, () => {
    drawRuler(context, scene, "lines");
    for (const { top, height: tall, track } of items) {
      if (!track) continue;
      const y = RULER + top - scrollTop;
      drawSpans(context, scene, track, y);
      if (track.series) drawSeries(context, scene, track.series, y, tall - 4);
      drawMarks(context, scene, track, y);
    }
    drawSelected(context, scene);
  });
  context.strokeStyle = theme.line;
  drawLine(context, gutter + 0.5, RULER, gutter + 0.5, height);
  clipped(context, 0, RULER, width, height - RULER, () => {
    for (const item of items) if (!item.track) drawHeading(context, scene, item);
  });
  clipped(context, 0, RULER, gutter - 6, height - RULER, () => {
    for (const item of items) if (item.track) drawName(context, scene, item);
  });
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, width, RULER);
  clipped(context, gutter, 0, width - gutter, RULER, () => drawRuler(context, scene, "texts"));
  context.strokeStyle = theme.line;
  drawLine(context, 0, RULER + 0.5, width, RULER + 0.5);
}

function drawLine(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

function clipped(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  draw();
  context.restore();
}

function drawHeading(context: CanvasRenderingContext2D, scene: Scene, { top, group, isCollapsed, lanes }: Laid): void {
  const { theme, width, scrollTop } = scene;
  const y = RULER + top - scrollTop;
  context.fillStyle = theme.heading;
  context.fillRect(0, y, width, HEADING - 2);
  context.fillStyle = theme.text;
  context.font = `600 ${FONT}`;
  context.fillText(
    `${isCollapsed ? "▸" : "▾"} ${isolated(group)}${lanes && lanes > 1 ? ` (${lanes})` : ""}`,
    8,
    y + 11,
  );
  context.font = FONT;
}

function drawName(context: CanvasRenderingContext2D, scene: Scene, { top, track }: Laid): void {
  const { theme, scrollTop, gutter } = scene;
  context.fillStyle = theme.dim;
  const y = RULER + top - scrollTop + LINE / 2 + 1;
  context.fillText(isolated(fitted(context, shortened(track?.title ?? ""), gutter - 18)), 12, y);
  if (track?.series)
    context.fillText(`at most ${track.series.value.reduce((a, b) => Math.max(a, b), 0)}`, 12, y + LINE - 3);
}

/** Ids are long, and told apart by how they begin. */
function shortened(title: string): string {
  return title.replace(/^((?:ta|sb)-\w{8})\w+$/, "$1…");
}

function drawSelected(context: CanvasRenderingContext2D, scene: Scene): void {
  const { selected, viewport, height, theme } = scene;
  if (selected === undefined) return;
  const x = Math.round(pixelsOf(scene)(viewport.axis.place(selected))) + 0.5;
  context.strokeStyle = theme.selected;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(x, RULER);
  context.lineTo(x, height);
  context.stroke();
  context.setLineDash([]);
}
