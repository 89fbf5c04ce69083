/** Controls that take letters for themselves. */
const TYPING = "input, select, textarea, dialog";

/**
 * Whether a key is one of the timeline's: any that is pressed in it, letters and signs wherever nothing else takes
 * them, and arrows where nothing has the focus and the page itself does not scroll.
 */
export function isForChart(event: KeyboardEvent, chart: Element): boolean {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!(target instanceof Element)) return false;
  if (chart.contains(target)) return true;
  if (target.closest(TYPING) || document.querySelector("dialog")) return false;
  const { scrollHeight, clientHeight } = document.documentElement;
  return key.length === 1 || (target === document.body && scrollHeight <= clientHeight);
}
