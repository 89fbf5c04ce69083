import { renderMermaidSVG } from "beautiful-mermaid";
import type { MarkdownRenderer } from "vitepress";

/** Code whose file is named shows that name above it, and diagrams are drawn as the site is built. */
export function fencesOfSite(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info = "", content = "" } = tokens[index] ?? {};
    if (/^mermaid\b/.test(info)) return diagram(content);
    const code = fence?.(tokens, index, ...rest) ?? "";
    const file = /(?:^|\s)file=(\S+)(\s+again\b)?/.exec(info);
    return file
      ? `<div class="file"><div class="file-name">${md.utils.escapeHtml(file[1] ?? "")}${file[2] ? ", changed" : ""}</div>${code}</div>`
      : code;
  };
}

/** Its colours are those of the theme's style sheet, in both modes; its own one would load a font from elsewhere. */
function diagram(text: string): string {
  const svg = renderMermaidSVG(text, { bg: "var(--vp-c-bg)", fg: "var(--vp-c-text-1)", transparent: true });
  return `<div class="diagram" v-pre>${svg.replace(/<style>[^]*?<\/style>/, "").replace(/<svg([^>]*?) style="[^"]*"/, '<svg role="img"$1')}</div>`;
}
