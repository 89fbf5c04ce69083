import type { Timeline } from "../../model/timeline.js";
import type { Track } from "../../model/track.js";

export const LINE = 18;
export const HEADING = 24;
const GRAPH = 34;
const GAP = 4;

/** A lane, or the heading of a group of lanes, at its height on the whole sheet, in pixels. */
export interface Laid {
  readonly top: number;
  readonly height: number;
  readonly group: string;
  /** Missing for a heading. */
  readonly track?: Track;
  readonly isCollapsed?: boolean;
  /** Of a heading: how many lanes there are, besides the number of inputs that wait. */
  readonly lanes?: number;
}

/** Where each lane is, from top to bottom. */
export class TrackLayout {
  readonly items: readonly Laid[];
  readonly height: number;

  /** @param isShown whether anything of a lane is to be seen */
  constructor({ tracks }: Timeline, collapsed: ReadonlySet<string>, isShown: (track: Track) => boolean) {
    const items: Laid[] = [];
    let top = 0;
    const put = (height: number, item: Omit<Laid, "top" | "height">): void => {
      items.push({ ...item, top, height });
      top += height;
    };
    for (const [group, all] of Map.groupBy(tracks, (track) => track.group)) {
      const shown = all.filter(isShown);
      if (shown.length === 0) continue;
      const isCollapsed = collapsed.has(group);
      put(HEADING, { group, isCollapsed, lanes: shown.filter(({ kind }) => kind !== "waiting").length });
      if (!isCollapsed) for (const track of shown) put(heightOf(track), { group, track });
    }
    this.items = items;
    this.height = top;
  }

  /** The items that are between two heights. */
  between(top: number, bottom: number): readonly Laid[] {
    return this.items.slice(this.#indexAt(top), this.#indexAt(bottom) + 1);
  }

  at(y: number): Laid | undefined {
    const item = this.items[this.#indexAt(y)];
    return item && y >= item.top && y < item.top + item.height ? item : undefined;
  }

  of(track: Track): Laid | undefined {
    return this.items.find((item) => item.track === track);
  }

  #indexAt(y: number): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = this.items[middle];
      if (item && item.top + item.height <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function heightOf({ series, rows }: Track): number {
  return (series ? GRAPH : rows * LINE) + GAP;
}
