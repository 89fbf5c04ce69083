import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../../../src/report/view/colours.css", import.meta.url), "utf8");

/** Colours of a theme, by name. */
function colours(selector: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}", 1)[0] ?? "";
  return new Map(Array.from(block.matchAll(/--(\w+): (#\w{6});/g), ([, name = "", value = ""]) => [name, value]));
}

/** By the definition of WCAG 2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

const TEXTS = ["text", "dim", "bad", "link"];
const GROUNDS = ["ground", "raised", "heading", "badGround"];

test.each([":root", ':root[data-theme="dark"]'])("texts of %s stand out from what is behind them", (selector) => {
  const theme = colours(selector);
  const of = (name: string): string => theme.get(name) ?? "";
  const pale = TEXTS.flatMap((text) =>
    GROUNDS.map((ground) => [text, ground, contrast(of(text), of(ground))] as const),
  ).filter(([, , ratio]) => ratio < 4.5);
  expect(pale).toEqual([]);
  expect(contrast(of("onBad"), of("bad"))).toBeGreaterThan(4.5);
});
