/**
 * Run in a page: the least contrast, from 1 to 21, that a letter of its code has to what is behind it, by the formula of
 * WCAG 2; 21 without code.
 */
export const CODE_CONTRAST = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], [r0, g0, b0]) => [r * a + r0 * (1 - a), g * a + g0 * (1 - a), b * a + b0 * (1 - a)];
  const light = (color) => {
    const [r, g, b] = color.map((value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const colors = new Set();
  const page = channels(getComputedStyle(document.body).backgroundColor);
  for (const block of document.querySelectorAll(".vp-doc div[class*='language-']")) {
    const behind = over(channels(getComputedStyle(block).backgroundColor), page);
    for (const letters of block.querySelectorAll(".line span")) colors.add(getComputedStyle(letters).color + "|" + behind.join(","));
  }
  const ratios = [...colors].map((pair) => {
    const [letters, behind] = pair.split("|").map(channels);
    const [more, less] = [light(over(letters, behind)), light(behind)].toSorted((a, b) => b - a);
    return (more + 0.05) / (less + 0.05);
  });
  return Math.min(21, ...ratios);
})()`;
