import type { DefaultTheme } from "vitepress";
import { pagesIn, titleOf } from "./pages.ts";
import { MODULES } from "./reference-modules.ts";

type Item = DefaultTheme.SidebarItem;

/** What has a line of its own; types are found from the page of their module, from where they are used, and by search. */
const KINDS = { functions: "Functions", classes: "Classes", variables: "Values" } as const;

/** The reference as `build-reference.ts` has written it: modules, their functions and classes, errors by themselves. */
export function referenceSidebar(): Item[] {
  return MODULES.map(({ name: module }) => ({
    text: module,
    link: `/reference/${module}/`,
    collapsed: module !== "modal-emulator",
    items: Object.entries(KINDS).flatMap(([kind, text]) => {
      const pages = pagesIn(`site/reference/${module}/${kind}`).map(itemOf);
      const errors = pages.filter(({ text: name }) => isError(name));
      const others = pages.filter(({ text: name }) => !isError(name));
      return [...group(text, others), ...group("Errors", errors)];
    }),
  }));
}

function group(text: string, items: Item[]): Item[] {
  return items.length > 0 ? [{ text, collapsed: true, items }] : [];
}

function isError(name = ""): boolean {
  return /(?:Error|Warning|Exception|Failure|Cancellation|Closed)$/.test(name);
}

function itemOf(page: string): Item {
  return { text: titleOf(page), link: page.replace(/^site|\.md$/g, "") };
}
