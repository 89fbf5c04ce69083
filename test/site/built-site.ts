import { execFile } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const BUILD = fileURLToPath(new URL("../../site/build.ts", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** The site as `npm run site` makes it, in a folder of its own. */
export class BuiltSite {
  readonly folder: string;
  /** Addresses of all pages, such as `/modal/retries.html`. */
  readonly pages: readonly string[];
  readonly #texts = new Map<string, string>();
  readonly #anchors = new Map<string, ReadonlySet<string>>();

  constructor(folder: string) {
    this.folder = folder;
    this.pages = globSync("**/*.html", { cwd: folder })
      .map((path) => `/${path.replaceAll("\\", "/")}`)
      .toSorted();
  }

  /** @throws Error with what was said, if the site cannot be built */
  static async build(): Promise<BuiltSite> {
    const folder = mkdtempSync(join(tmpdir(), "site-"));
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_ENV$)/.test(name)),
    );
    await promisify(execFile)(process.execPath, [BUILD, folder], { env });
    return new BuiltSite(folder);
  }

  textOf(path: string): string {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const text = readFileSync(join(this.folder, path), "utf8");
    this.#texts.set(path, text);
    return text;
  }

  /** Whether there is such a page, and such an anchor on it. */
  has(path: string, anchor: string): boolean {
    const page = path.endsWith("/") ? `${path}index.html` : path;
    if (!existsSync(join(this.folder, page))) return false;
    return anchor === "" || this.#anchorsOf(page).has(decodeURIComponent(anchor.slice(1)));
  }

  /** Answers as a server of static files does. */
  readonly answer: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = join(this.folder, pathname.endsWith("/") ? `${pathname}index.html` : decodeURIComponent(pathname));
    if (!existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(readFileSync(file));
  };

  #anchorsOf(page: string): ReadonlySet<string> {
    const known = this.#anchors.get(page);
    if (known) return known;
    const ids = this.textOf(page).matchAll(/\sid="([^"]*)"/g);
    const anchors = new Set(Array.from(ids, ([, id = ""]) => id.replaceAll("&amp;", "&")));
    this.#anchors.set(page, anchors);
    return anchors;
  }
}
