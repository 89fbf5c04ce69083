import { useEffect, useRef } from "preact/hooks";
import type { Timeline } from "../../model/timeline.js";
import type { Axis } from "./axis.js";
import { drawMinimap } from "./draw-minimap.js";
import { readTheme } from "./theme.js";
import { useSize } from "./use-size.js";
import { useTheme } from "./use-theme.js";
import type { Viewport } from "./viewport.js";

const HEIGHT = 40;

export interface MinimapProps {
  readonly timeline: Timeline;
  readonly viewport: Viewport;
  readonly axis: Axis;
}

/** The whole run at a glance, with a window on what is shown: it can be drawn to elsewhere. */
export function Minimap({ timeline, viewport, axis }: MinimapProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const { width, ratio } = useSize(box);
  const scheme = useTheme();

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || width === 0) return;
    element.width = width * ratio;
    element.height = HEIGHT * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawMinimap(context, timeline, axis, readTheme(element), width, HEIGHT);
  }, [timeline, axis, width, ratio, scheme]);

  useEffect(
    () =>
      viewport.subscribe(() => {
        const { end } = viewport.axis;
        const share = (place: number): number => ((place + end * 0.01) / (end * 1.02)) * 100;
        if (!pane.current) return;
        pane.current.style.left = `${share(viewport.from)}%`;
        pane.current.style.width = `${share(viewport.to) - share(viewport.from)}%`;
      }),
    [viewport],
  );

  const go = (event: PointerEvent): void => {
    if (event.type === "pointermove" && event.buttons === 0) return;
    const rectangle = box.current?.getBoundingClientRect();
    if (!rectangle) return;
    if (event.type === "pointerdown") box.current?.setPointerCapture(event.pointerId);
    const middle = ((event.clientX - rectangle.left) / rectangle.width) * axis.end * 1.02 - axis.end * 0.01;
    const half = (viewport.to - viewport.from) / 2;
    viewport.show(middle - half, middle + half);
  };
  const zoom = (event: WheelEvent): void => {
    event.preventDefault();
    viewport.zoom(event.deltaY > 0 ? 1.25 : 0.8);
  };
  return (
    <div class="minimap" ref={box} onPointerDown={go} onPointerMove={go} onWheel={zoom} aria-hidden="true">
      <canvas ref={canvas} />
      <div class="pane" ref={pane} />
    </div>
  );
}
