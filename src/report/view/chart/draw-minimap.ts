import type { Timeline } from "../../model/timeline.js";
import type { Axis } from "./axis.js";
import type { Theme } from "./theme.js";

/** Draws how much happened when, and where something went wrong. */
export function drawMinimap(
  context: CanvasRenderingContext2D,
  { data, problems }: Timeline,
  axis: Axis,
  theme: Theme,
  width: number,
  height: number,
): void {
  context.clearRect(0, 0, width, height);
  const margin = axis.end * 0.01;
  const column = (position: number): number =>
    Math.min(width - 1, Math.max(0, Math.floor(((axis.place(position) + margin) / (axis.end + 2 * margin)) * width)));
  const counts = new Float64Array(Math.max(1, Math.ceil(width)));
  for (let position = 0; position < data.events.length; position++) {
    const index = column(position);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  context.fillStyle = theme.graph;
  for (const [x, count] of counts.entries()) {
    const tall = count === 0 ? 0 : 3 + (Math.log1p(count) / Math.log1p(most)) * (height - 8);
    context.fillRect(x, height - tall, 1, tall);
  }
  for (const { at, kind } of problems) {
    context.fillStyle = kind === "failed" ? theme.bad : kind === "fault" ? theme.fault : theme.retried;
    context.fillRect(column(at) - 1, 0, 3, kind === "failed" ? height : 6);
  }
}
