import type { DefaultTheme } from "vitepress";
import { pagesIn, sitePath, titleOf } from "./pages.ts";

type Item = DefaultTheme.SidebarItem;

/** Where pages of `docs` stand; those that are named nowhere stand at the end of the guides. */
const GROUPS = {
  Start: ["quickstart", "deploying", "coming-from-python", "coming-from-mocks", "coming-from-fastapi", "surprises"],
  Guides: [
    "calls",
    "classes",
    "batching-and-concurrency",
    "scaling",
    "web-endpoints",
    "volumes",
    "mounts",
    "dict-and-queue",
    "secrets-and-environments",
    "images",
    "sandboxes",
    "clients",
    "output",
    "loading",
    "state",
    "bill",
  ],
  Testing: [
    "testing-retries",
    "testing-schedules",
    "testing-web-hooks",
    "faults",
    "finding-races",
    "simulate",
    "determinism",
    "timeline",
  ],
  "Command line": ["command-line", "command-line-storage", "command-line-more"],
  Reference: ["errors", "parity", "client-calls"],
  About: ["how-it-works", "performance", "dependencies"],
} as const satisfies Record<string, readonly string[]>;

/** Beside the guides and below them, and of the reference when a page of it is open. */
export function sidebarOf(reference: readonly Item[]): DefaultTheme.SidebarMulti {
  const known = new Set<string>(Object.values(GROUPS).flat());
  const all = pagesIn("docs");
  const named = (group: keyof typeof GROUPS): Item[] =>
    GROUPS[group]
      .map((name) => `docs/${name}.md`)
      .filter((page) => all.includes(page))
      .map(itemOf);
  const others = all.filter((page) => !known.has(page.replace(/^docs\/|\.md$/g, ""))).map(itemOf);
  const errors = { text: "Each error", collapsed: true, items: folder("errors") };
  return {
    "/": [
      { text: "Start", items: named("Start") },
      ...optional("Lessons", folder("learn")),
      { text: "Guides", items: [...named("Guides"), ...others] },
      { text: "Testing", items: named("Testing") },
      { text: "Recipes", items: folder("recipes") },
      { text: "Command line", items: named("Command line") },
      { text: "Reference", items: [{ text: "API", link: "/reference/" }, ...named("Reference"), errors] },
      { text: "Modal's facts", collapsed: true, items: folder("modal") },
      { text: "About", items: [...named("About"), itemOf("CHANGELOG.md")] },
      { text: "Design decisions", collapsed: true, items: folder("decisions") },
    ],
    "/reference/": [{ text: "← Guides", link: "/quickstart" }, ...reference],
  };
}

function optional(text: string, items: Item[]): Item[] {
  return items.length > 0 ? [{ text, items }] : [];
}

function folder(name: string): Item[] {
  return pagesIn(`docs/${name}`).map(itemOf);
}

function itemOf(page: string): Item {
  return { text: titleOf(page), link: `/${sitePath(page).replace(/(?:\bindex)?\.md$/, "")}` };
}
