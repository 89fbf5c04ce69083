import fc from "fast-check";
import type { AskedAnswer } from "./echo-app.js";

/** A request as it is written on a connection. */
export interface DrawnRequest {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  readonly answer: AskedAnswer | undefined;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT", "PURGE", "SEARCH"];
const BODYLESS = ["GET", "HEAD"];

const escape = fc.constantFrom("%20", "%2F", "%2e%2e", "%00", "%C3%BC", "%ff", "%zz", "%", "%0d%0a", "%25");
const legal = fc.constantFrom(..."abcXYZ019-._~!$&'()*+,;=:@".split(""));
const odd = fc.constantFrom("..", ".", "//", "[", "]", "|", "{", "}", "^", "`", '"', "<", ">", "\\");
const piece = fc.oneof(
  { weight: 6, arbitrary: legal },
  { weight: 2, arbitrary: escape },
  { weight: 1, arbitrary: odd },
);
const segment = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
const query = fc.array(fc.tuple(segment, segment), { maxLength: 3 }).map((pairs) => {
  const text = pairs.map(([name, value]) => `${name}=${value}`).join("&");
  return text === "" ? "" : `?${text}`;
});
const target = fc
  .tuple(fc.constantFrom("", "/item"), fc.array(segment, { minLength: 1, maxLength: 4 }), query)
  .map(([prefix, segments, search]) => `${prefix}/${segments.join("/")}${search}`);

const nameChars = `abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_|~`;
const headerName = fc
  .array(fc.constantFrom(...nameChars.split("")), { minLength: 1, maxLength: 8 })
  .map((chars) => `x-${chars.join("")}`);
const headerValue = fc.oneof(
  fc
    .array(fc.constantFrom(...'abc 019,;="()<>@[]\\{}é\t'.split("")), { maxLength: 12 })
    .map((chars) => chars.join("").trim()),
  fc.constantFrom("", "a, b", '"quoted, text"', "x".repeat(500)),
);
const headers = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.tuple(headerName, headerValue) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(["cookie", "a=1; b=2"], ["x-again", "1"], ["X-Again", "2"], ["range", "x"]),
      },
    ),
    { maxLength: 5 },
  )
  .map((pairs) => pairs.map(([name, value]): [string, string] => [String(name), String(value)]));

const answer = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 201, 204, 205, 304, 400, 404, 418, 500, 503, 599),
    fc.integer({ min: 200, max: 299 }),
  ),
  headers: fc.array(
    fc.oneof(
      fc.tuple(headerName, headerValue),
      fc.constantFrom<[string, string]>(
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2; Path=/"],
        ["Vary", "origin"],
        ["content-type", "text/x-odd; a=b"],
      ),
    ),
    { maxLength: 4 },
  ),
  pieces: fc.array(fc.string({ maxLength: 40 }), { maxLength: 3 }),
});

/** Whatever may be asked of a server. */
export const drawnRequest: fc.Arbitrary<DrawnRequest> = fc
  .record({
    method: fc.constantFrom(...METHODS),
    target,
    headers,
    chunks: fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.uint8Array({ maxLength: 50 }) },
        { weight: 1, arbitrary: fc.constant(new Uint8Array(70_000)) },
      ),
      { maxLength: 4 },
    ),
    answer: fc.option(answer, { nil: undefined }),
  })
  .map((drawn) => ({
    ...drawn,
    chunks: BODYLESS.includes(drawn.method) ? [] : drawn.chunks.map((chunk) => new Uint8Array(chunk)),
  }));

export function headersOf({ headers: given, answer: asked }: DrawnRequest): [name: string, value: string][] {
  const own = given.map(([name, value]): [string, string] => [name, value]);
  return asked ? [...own, ["x-answer", JSON.stringify(asked).replace(/[^\x20-\x7e]/g, "?")]] : own;
}
