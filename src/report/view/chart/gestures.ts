import { pick } from "./pick.js";
import { placeOf, RULER, type Scene } from "./scene.js";

export interface GestureListener {
  select(position: number): void;
  toggle(group: string): void;
}

/** Pixels after which a press is a drag. */
const DRAG = 4;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Mouse, trackpad and touch on the chart: dragging pans, Ctrl and the wheel, the wheel on the ruler and two fingers
 * zoom, Shift and dragging zooms to a part; a click looks at what is there, a double click zooms to it.
 */
export class ChartGestures implements Disposable {
  readonly #element: HTMLElement;
  readonly #scene: () => Scene | undefined;
  readonly #listener: GestureListener;
  readonly #stop = new AbortController();
  /** By pointer. */
  readonly #points = new Map<number, Point>();
  #begun: Point | undefined;
  #isDrag = false;

  constructor(element: HTMLElement, scene: () => Scene | undefined, listener: GestureListener) {
    this.#element = element;
    this.#scene = scene;
    this.#listener = listener;
    const { signal } = this.#stop;
    element.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
    element.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    element.addEventListener("pointermove", (event) => this.#move(event), { signal });
    element.addEventListener("pointerup", (event) => this.#up(event), { signal });
    element.addEventListener("pointercancel", (event) => this.#points.delete(event.pointerId), { signal });
    element.addEventListener("dblclick", (event) => this.#zoomTo(this.#point(event)), { signal });
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  #point({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #share({ width, gutter }: Scene, x: number): number {
    return Math.min(1, Math.max(0, (x - gutter) / (width - gutter)));
  }

  #wheel(event: WheelEvent): void {
    const scene = this.#scene();
    if (!scene) return;
    const { x, y } = this.#point(event);
    if (event.ctrlKey || event.metaKey || y < RULER) {
      event.preventDefault();
      scene.viewport.zoom(Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY / 200))), this.#share(scene, x));
      return;
    }
    const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (across === 0) return;
    event.preventDefault();
    scene.viewport.pan(across / (scene.width - scene.gutter));
    if (!event.shiftKey) this.#element.scrollTop += event.deltaY;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const point = this.#point(event);
    if (point.x > this.#element.clientWidth) return; // the scroll bar
    this.#points.set(event.pointerId, point);
    this.#begun = point;
    this.#isDrag = this.#points.size > 1;
  }

  #move(event: PointerEvent): void {
    const scene = this.#scene();
    const before = this.#points.get(event.pointerId);
    if (!scene || !before) return;
    const point = this.#point(event);
    const { viewport, width, gutter } = scene;
    if (!this.#isDrag && this.#begun) {
      if (Math.hypot(point.x - this.#begun.x, point.y - this.#begun.y) < DRAG) return;
      this.#isDrag = true;
      this.#element.setPointerCapture(event.pointerId);
    }
    const [other] = [...this.#points].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    this.#points.set(event.pointerId, point);
    if (other) {
      const [was, is] = [Math.abs(before.x - other.x), Math.abs(point.x - other.x)];
      if (was > 8 && is > 8) viewport.zoom(was / is, this.#share(scene, other.x));
    } else if (!event.shiftKey) {
      viewport.pan((before.x - point.x) / (width - gutter));
      if (event.pointerType === "mouse") this.#element.scrollTop += before.y - point.y;
    }
  }

  #up(event: PointerEvent): void {
    const scene = this.#scene();
    const point = this.#point(event);
    const isKnown = this.#points.delete(event.pointerId);
    if (!scene || !isKnown || !this.#begun || this.#points.size > 0) return;
    if (this.#isDrag) {
      if (!event.shiftKey) return;
      const ends = [placeOf(scene, this.#begun.x), placeOf(scene, point.x)];
      scene.viewport.show(Math.min(...ends), Math.max(...ends));
      return;
    }
    const picked = pick(scene, point.x, point.y);
    if (picked?.kind === "heading") this.#listener.toggle(picked.group);
    else if (picked) this.#listener.select(picked.position);
  }

  #zoomTo({ x, y }: Point): void {
    const scene = this.#scene();
    const picked = scene && pick(scene, x, y);
    if (!scene || picked?.kind !== "event") return;
    const { axis } = scene.viewport;
    const span = picked.track.spans.find(({ from, to }) => from === picked.position || to === picked.position);
    if (!span) return;
    const [from, to] = [axis.place(span.from), axis.place(span.to)];
    const margin = Math.max(axis.smallest, (to - from) * 0.1);
    scene.viewport.show(from - margin, to + margin);
  }
}
