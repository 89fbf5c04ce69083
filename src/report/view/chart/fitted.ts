/** What measures texts, in pixels: a canvas. */
interface Measures {
  measureText(text: string): { readonly width: number };
}

/** As much of a text as has room in `width` pixels, with `…` where it is cut. */
export function fitted(context: Measures, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const letters = Array.from(text);
  let fits = 0;
  let tooMany = letters.length;
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (context.measureText(cut(letters, middle)).width <= width) fits = middle;
    else tooMany = middle;
  }
  return cut(letters, fits);
}

function cut(letters: readonly string[], count: number): string {
  return `${letters.slice(0, count).join("")}…`;
}
