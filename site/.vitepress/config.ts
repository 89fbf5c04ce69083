import { join } from "node:path";
import { defineConfig } from "vitepress";
import { fencesOfSite } from "../markdown/fences.ts";
import { githubSlug } from "../markdown/github-slug.ts";
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

export default defineConfig({
  title: "modal-emulator",
  description: "Modal's public API in TypeScript, running offline on a virtual clock. Unofficial.",
  lang: "en",
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
  },
  vite: { publicDir: join(ROOT, "site/public"), build: { chunkSizeWarningLimit: 4_000 } },
  transformPageData({ relativePath }) {
    const kind = kindOf(relativePath);
    return kind && { titleTemplate: kind.ofTitle };
  },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        _render: async (text, env, md) => {
          const html = await md.renderAsync(text, env);
          return html.replace(/<h1[^>]*>/, `$&${kindOf(env.relativePath)?.inSearch ?? ""}`);
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
