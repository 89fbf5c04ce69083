import { dirname, relative } from "node:path/posix";
import type { MarkdownRenderer } from "vitepress";
import { linkedPage, sitePath, titleOf } from "../pages.ts";

/** A page that is named by its file has its title there, which is what readers of the site know it by. */
const IS_PATH = /^[\w./-]+\.md(?:#[\w-]+)?$/;

/**
 * Links between pages lead to files of the repository, so that they work wherever it is looked at. Here they become
 * links between pages of the site, which lie elsewhere.
 */
export function linksOfSite(md: MarkdownRenderer, sourceOf: (page: string) => string): void {
  md.core.ruler.push("links-of-site", ({ tokens, env }) => {
    const page = (env as { relativePath?: string }).relativePath ?? "";
    for (const { children } of tokens)
      for (const [index, token] of (children ?? []).entries()) {
        if (token.type !== "link_open") continue;
        const [path = "", anchor] = (token.attrGet("href") ?? "").split("#");
        if (path === "" || /^(?:\w+:|\/)/.test(path)) continue;
        const target = linkedPage(path, sourceOf(page)) ?? linkedPage(path, "README.md"); // parts of which are included
        if (target === undefined) continue; // VitePress says that it is dead
        const link = relative(dirname(page), sitePath(target)) || ".";
        token.attrSet("href", `./${link}${anchor === undefined ? "" : `#${anchor}`}`);
        const text = children?.[index + 1];
        if (text && IS_PATH.test(text.content)) text.content = titleOf(target);
      }
  });
}
