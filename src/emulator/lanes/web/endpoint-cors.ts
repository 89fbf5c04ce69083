const METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY";
const MAX_AGE_SECONDS = "600";
const PREFLIGHT_VARY =
  "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network";

/** Whether a request asks what others may do: it is answered by itself. */
export function isPreflight({ method, headers }: Request): boolean {
  return method === "OPTIONS" && headers.has("origin") && headers.has("access-control-request-method");
}

/** Everything is allowed, from everywhere. */
export function preflightAnswer({ headers: asked }: Request): Response {
  const headers = new Headers({
    vary: PREFLIGHT_VARY,
    "access-control-allow-methods": METHODS,
    "access-control-max-age": MAX_AGE_SECONDS,
    "access-control-allow-credentials": "true",
    "access-control-allow-origin": asked.get("origin") ?? "*",
    "content-type": "text/plain; charset=utf-8",
  });
  const wanted = asked.get("access-control-request-headers");
  if (wanted !== null) headers.set("access-control-allow-headers", wanted);
  return new Response("OK", { headers });
}

/** Adds what a page of elsewhere needs to read an answer. */
export function withCors({ headers: asked }: Request, response: Response): Response {
  const headers = new Headers(response.headers);
  const origin = asked.get("origin");
  if (origin !== null) {
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-allow-credentials", "true");
  }
  headers.append("vary", "Origin");
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
