/** Colours of the chart, which are those of the page's styles. */
export interface Theme {
  readonly text: string;
  readonly dim: string;
  readonly line: string;
  readonly ground: string;
  readonly heading: string;
  readonly bad: string;
  readonly retried: string;
  readonly fault: string;
  readonly start: string;
  readonly life: string;
  readonly selected: string;
  readonly storage: string;
  readonly fetch: string;
  readonly graph: string;
  readonly onBad: string;
  /** Of a function, by its name. */
  fill(name: string): string;
}

const NAMES = [
  "text",
  "dim",
  "line",
  "ground",
  "heading",
  "bad",
  "retried",
  "fault",
  "start",
  "life",
  "selected",
  "storage",
  "fetch",
  "graph",
  "onBad",
] as const;

/** The colours that an element has by its styles now. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const colours = Object.fromEntries(NAMES.map((name) => [name, value(name)])) as Record<
    (typeof NAMES)[number],
    string
  >;
  const [lightness, chroma] = [value("fill-lightness"), value("fill-chroma")];
  const known = new Map<string, string>();
  const fill = (name: string): string => {
    let colour = known.get(name);
    if (colour === undefined) {
      colour = `oklch(${lightness} ${chroma} ${hue(name)})`;
      known.set(name, colour);
    }
    return colour;
  };
  return { ...colours, fill };
}

/** Neither red nor orange: those are of what went wrong. */
function hue(name: string): number {
  let hash = 7;
  for (let index = 0; index < name.length; index++) hash = (hash * 31 + name.charCodeAt(index)) % 65_521;
  return 110 + (hash % 12) * 20;
}
