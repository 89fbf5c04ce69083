import { brotliCompressSync, gzipSync } from "node:zlib";
import { encodingOf, FILE, hashOf, rangeOf, TEXT } from "./site-content.js";

/* What apps of the web platform's kind leave to whoever writes them. */

export function fileAnswer(header: string | null | undefined): Response {
  const range = rangeOf(header, FILE.length);
  const headers = { "accept-ranges": "bytes", "content-type": "application/octet-stream" };
  if (range === undefined) return new Response(FILE, { headers });
  if (!range) return new Response(null, { status: 416, headers: { "content-range": `bytes */${FILE.length}` } });
  const [first, last] = range;
  return new Response(FILE.slice(first, last + 1), {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${first}-${last}/${FILE.length}` },
  });
}

export function textAnswer(header: string | null | undefined): Response {
  const encoding = encodingOf(header);
  const headers = { "content-type": "text/plain; charset=utf-8", vary: "accept-encoding" };
  if (!encoding) return new Response(TEXT, { headers });
  const body = encoding === "br" ? brotliCompressSync(TEXT) : gzipSync(TEXT);
  return new Response(new Uint8Array(body), { headers: { ...headers, "content-encoding": encoding } });
}

export async function uploaded(form: FormData): Promise<{ name: string; title: unknown; size: number; hash: string }> {
  const file = form.get("file") as File;
  return { name: file.name, title: form.get("title"), size: file.size, hash: hashOf(await file.bytes()) };
}
