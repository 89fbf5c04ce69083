import { pixelsOf, placeOf, RULER, type Scene } from "./scene.js";
import { roundStep, rulerText } from "../../model/time-text.js";

/** Pixels that a text on the ruler takes. */
const APART = 92;

/** Lines at round times, or the times at them. */
export function drawRuler(context: CanvasRenderingContext2D, scene: Scene, part: "lines" | "texts"): void {
  const draw = (place: number, text: string): void => {
    const x = Math.round(pixelsOf(scene)(place)) + 0.5;
    if (part === "texts") context.fillText(text, x + 4, RULER / 2);
    else {
      context.moveTo(x, RULER);
      context.lineTo(x, scene.height);
    }
  };
  context.strokeStyle = scene.theme.line;
  context.fillStyle = scene.theme.dim;
  context.beginPath();
  if (scene.viewport.axis.mode === "time") byTime(scene, draw);
  else bySteps(scene, draw);
  context.stroke();
}

function byTime(scene: Scene, draw: (place: number, text: string) => void): void {
  const { axis, from, to } = scene.viewport;
  const step = roundStep(((to - from) * APART) / Math.max(1, scene.width - scene.gutter));
  const zero = axis.timeAt(0);
  for (let time = Math.ceil((zero + Math.max(0, from)) / step) * step; time <= zero + to; time += step)
    draw(time - zero, rulerText(time, step));
}

/** Where time goes on, as far as there is room. */
function bySteps(scene: Scene, draw: (place: number, text: string) => void): void {
  const { axis, from, to } = scene.viewport;
  const pixels = pixelsOf(scene);
  const last = axis.positionAt(to);
  let shown = NaN;
  for (let position = axis.positionAt(from), x = -APART; position < last; position++) {
    const time = axis.times[position] ?? 0;
    if (time === shown) continue;
    const here = pixels(axis.place(position));
    if (here < x + APART) {
      position = Math.max(position, axis.positionAt(placeOf(scene, x + APART)) - 1);
      continue;
    }
    draw(axis.place(position), rulerText(time, time % 1000 === 0 ? 1000 : 1));
    [shown, x] = [time, here];
  }
}
