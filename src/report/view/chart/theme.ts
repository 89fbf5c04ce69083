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
  /** Of a span, by its label, which begins with the name of its function. */
  fill(label: string): string;
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

/** The colours that an element has by its styles now. @param names of functions, which get colours far apart */
export function readTheme(element: Element, names: readonly string[] = []): Theme {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const colours = Object.fromEntries(NAMES.map((name) => [name, value(name)])) as Record<
    (typeof NAMES)[number],
    string
  >;
  const [lightness, chroma] = [value("fill-lightness"), value("fill-chroma")];
  const known = new Map<string, string>();
  const fill = (label: string): string => {
    let colour = known.get(label);
    if (colour === undefined) {
      colour = `oklch(${lightness} ${chroma} ${hue(label.split(/ [·(]/, 1)[0] ?? label, names)})`;
      known.set(label, colour);
    }
    return colour;
  };
  return { ...colours, fill };
}

const HUES = 12;

/** Neither red nor orange: those are of what went wrong. */
function hue(name: string, names: readonly string[]): number {
  let number = names.indexOf(name) * 5;
  if (number < 0)
    for (let index = 0; index < name.length; index++) number = Math.abs(number * 31 + name.charCodeAt(index)) % 65_521;
  return 110 + (number % HUES) * 20;
}
