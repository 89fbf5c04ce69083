import type { Found } from "../finding/found.js";
import type { Theme } from "./theme.js";
import type { TrackLayout } from "./track-layout.js";
import type { Viewport } from "./viewport.js";

/** What is drawn, and how: sizes are in CSS pixels. */
export interface Scene {
  readonly viewport: Viewport;
  readonly layout: TrackLayout;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Width of the names at the left. */
  readonly gutter: number;
  /** How far the lanes are scrolled. */
  readonly scrollTop: number;
  /** All else is pale. */
  readonly found: Found | undefined;
  /** Position of the event that is looked at. */
  readonly selected: number | undefined;
}

/** Height of the ruler above the lanes. */
export const RULER = 26;

/** From places on the axis to pixels. */
export function pixelsOf({ viewport, width, gutter }: Scene): (place: number) => number {
  const { from, to } = viewport;
  const scale = (width - gutter) / (to - from);
  return (place) => gutter + (place - from) * scale;
}

/** From pixels to places on the axis. */
export function placeOf({ viewport, width, gutter }: Scene, x: number): number {
  return viewport.from + ((x - gutter) / (width - gutter)) * (viewport.to - viewport.from);
}
