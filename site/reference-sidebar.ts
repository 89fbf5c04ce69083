import { basename } from "node:path";
import type { DefaultTheme } from "vitepress";
import { pagesIn, titleOf } from "./pages.ts";
import { MODULES } from "./reference-modules.ts";

type Item = DefaultTheme.SidebarItem;

/** Kinds of names that all have lines of their own. */
const KINDS = { functions: "Functions", classes: "Classes", variables: "Values" } as const;

/** The reference as `build-reference.ts` has written it: modules, their functions and classes, errors by themselves. */
export function referenceSidebar(): Item[] {
  return MODULES.map(({ name: module, types }) => {
    const pagesOf = (kind: string): string[] => pagesIn(`site/reference/${module}/${kind}`);
    const all = Object.entries(KINDS).map(([kind, text]) => ({ text, items: pagesOf(kind).map(itemOf) }));
    const chosen = pagesOf("interfaces").filter((page) => types.includes(basename(page, ".md")));
    return {
      text: module,
      link: `/reference/${module}/`,
      collapsed: module !== "modal-emulator",
      items: [
        ...all.flatMap(({ text, items }) =>
          group(
            text,
            items.filter((item) => !isError(item)),
          ),
        ),
        ...group("Types", chosen.map(itemOf)),
        ...group(
          "Errors",
          all.flatMap(({ items }) => items.filter(isError)),
        ),
      ],
    };
  });
}

function group(text: string, items: Item[]): Item[] {
  return items.length > 0 ? [{ text, collapsed: true, items }] : [];
}

function isError({ link = "" }: Item): boolean {
  return /\/classes\/\w+(?:Error|Warning|Exception|Failure|Cancellation|Closed)$/.test(link);
}

function itemOf(page: string): Item {
  return { text: titleOf(page), link: page.replace(/^site|\.md$/g, "") };
}
