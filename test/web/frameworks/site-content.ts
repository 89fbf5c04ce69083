import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/* What the sites of all frameworks serve. Their routes are the same:
 *   GET /json, POST /form, POST /upload, GET /stream, GET /events, GET /cookies, GET /cookies/read, GET /redirect/:status,
 *   any method at /landing, OPTIONS /json, GET /file, GET /text, GET /throw, and a WebSocket at /socket that echoes. */

/** A static body of 1 MB. */
export const FILE: Uint8Array<ArrayBuffer> = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 7) % 251);
export const TEXT: string = "A line that repeats, and so can be compressed.\n".repeat(200);
export const EVENT_PAUSE_MS = 60_000;

export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Pieces without pauses. */
export async function* lines(): AsyncGenerator<Uint8Array> {
  for (let line = 0; line < 10; line++) {
    yield new TextEncoder().encode(`line ${line}\n`);
    await Promise.resolve();
  }
}

/** Events with a minute between them. */
export async function* events(): AsyncGenerator<Uint8Array> {
  for (let event = 1; event <= 3; event++) {
    await sleep(EVENT_PAUSE_MS);
    yield new TextEncoder().encode(`id: ${event}\ndata: ${new Date().toISOString()}\n\n`);
  }
}

/** First and last byte that a `range` header asks for; `undefined` for none, `false` for what is not there. */
export function rangeOf(
  header: string | null | undefined,
  size: number,
): [first: number, last: number] | false | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const first = from === "" ? size - Number(to) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last && first < size && first >= 0 && [first, last];
}

/** An encoding that a client accepts. */
export function encodingOf(header: string | null | undefined): "br" | "gzip" | undefined {
  const accepted = (header ?? "").split(",").map((each) => each.trim());
  return accepted.includes("br") ? "br" : accepted.includes("gzip") ? "gzip" : undefined;
}

/** Fields of a form; those that occur more than once are lists. */
export function fieldsOf(form: FormData | URLSearchParams): Record<string, unknown> {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first, ...others] = form.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}
