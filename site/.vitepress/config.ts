import { join } from "node:path";
import { defineConfig } from "vitepress";
import { fencesOfSite } from "../markdown/fences.ts";
import { githubSlug } from "../markdown/github-slug.ts";
import { commandLines } from "../markdown/command-lines.ts";
import { linksOfSite } from "../markdown/links.ts";
import { sideBySide } from "../markdown/side-by-side.ts";
import { LEFT_OUT, ROOT, sitePath } from "../pages.ts";
import { referenceSidebar } from "../reference-sidebar.ts";
import { sidebarOf } from "../sidebar.ts";

/** By what a page is called on the site, what it is called in the repository. */
const sources = new Map<string, string>();

/** What pages of these folders are called in addition: guides have the same titles. */
const KINDS = [
  { folder: "modal/", ofTitle: ":title: what Modal does", inSearch: "Modal: " },
  { folder: "learn/", ofTitle: ":title: lessons", inSearch: "Lessons: " },
];

function kindOf(page: string): (typeof KINDS)[number] | undefined {
  return KINDS.find(({ folder }) => page.startsWith(folder) && page !== `${folder}index.md`);
}

/** Code as the search has it: colours would be found for nothing. */
function withoutColours(text: string): string {
  return text.replace(/^```\w+.*$/gm, "```txt");
}

/** Guides stand before what lists everything. It runs in the reader's browser, alone. */
function boostDocument(address: string): number {
  if (/\/(?:parity|client-calls|changelog)\.html/.test(address)) return 0.3;
  if (/\/reference\/.*\/(?:interfaces|type-aliases)\//.test(address)) return 0.5;
  return /\/(?:reference|modal|decisions)\//.test(address) ? 0.7 : 1;
}

/** Two containers, one of them at work. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="3" y="6" width="12" height="20" rx="3" fill="#0e8f58"/><rect x="18" y="7" width="10" height="18" rx="2" fill="none" stroke="#0e8f58" stroke-width="2"/></svg>`;

export default defineConfig({
  title: "modal-emulator",
  description: "Modal's public API in TypeScript, running offline on a virtual clock. Unofficial.",
  lang: "en",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  srcDir: "..",
  srcExclude: LEFT_OUT,
  rewrites: (page) => {
    sources.set(sitePath(page), page);
    return sitePath(page);
  },
  outDir: join(ROOT, "site/dist"),
  cacheDir: join(ROOT, "node_modules/.cache/site"),
  markdown: {
    anchor: { slugify: githubSlug },
    headers: { slugify: githubSlug },
    config(md) {
      linksOfSite(md, (page) => sources.get(page) ?? page);
      sideBySide(md);
      fencesOfSite(md);
    },
    languageAlias: { console: "shellsession" },
    codeTransformers: [commandLines],
  },
  vite: { publicDir: join(ROOT, "site/public"), build: { chunkSizeWarningLimit: 4_000 } },
  transformPageData({ relativePath, frontmatter }) {
    if (relativePath.startsWith("reference/")) frontmatter["pageClass"] = "reference";
    const kind = kindOf(relativePath);
    return kind && { titleTemplate: kind.ofTitle };
  },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        miniSearch: { searchOptions: { boostDocument } },
        _render: async (text, env, md) => {
          const html = await md.renderAsync(withoutColours(text), env);
          return html.replace(/<h1[^>]*>/, `$&${kindOf(sitePath(env.relativePath))?.inSearch ?? ""}`);
        },
      },
    },
    outline: [2, 3],
    nav: [
      { text: "Quickstart", link: "/quickstart" },
      { text: "Command line", link: "/command-line" },
      { text: "API", link: "/reference/" },
      { text: "Errors", link: "/errors" },
      { text: "Parity", link: "/parity" },
    ],
    sidebar: sidebarOf(referenceSidebar()),
    docFooter: { prev: false, next: false },
  },
});
