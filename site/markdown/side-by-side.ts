import type { MarkdownRenderer } from "vitepress";

/** More characters in a line than one of two columns shows. */
const WIDTH = 76;

/** Python with the same in TypeScript after it stands beside it where there is room, on a page without a list of headings. */
export function sideBySide(md: MarkdownRenderer): void {
  md.core.ruler.push("side-by-side", (state) => {
    const { tokens } = state;
    const env = state.env as { frontmatter?: Record<string, unknown> };
    const block = (content: string) => Object.assign(new state.Token("html_block", "", 0), { content });
    for (let index = tokens.length - 2; index >= 0; index--) {
      const pair = tokens.slice(index, index + 2);
      const [one, other] = pair;
      if (
        !one?.info.startsWith("python") ||
        !other?.info.startsWith("ts ") ||
        pair.some(({ content }) => isWide(content))
      )
        continue;
      tokens.splice(index, 2, block('<div class="side-by-side">'), one, other, block("</div>"));
      if (env.frontmatter) env.frontmatter["pageClass"] = "wide";
    }
  });
}

function isWide(code: string): boolean {
  return code.split("\n").some(({ length }) => length > WIDTH);
}
