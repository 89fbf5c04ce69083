type Random = () => number;

/** What `fetch` was given, with a form as bytes. */
export function withSeededForm(init: RequestInit | undefined, random: Random): RequestInit | undefined {
  const body = seededForm(init?.body, random);
  return body === init?.body ? init : (Object.create(init ?? null, { body: { value: body } }) as RequestInit);
}

/** `Request` as a container sees it. */
export function seededRequest(real: typeof Request, random: Random): typeof Request {
  return new Proxy(real, {
    construct(target, [input, init, ...more]: [unknown, RequestInit?, ...unknown[]], newTarget) {
      const args = init === undefined ? [input] : [input, withSeededForm(init, random), ...more];
      return Reflect.construct(target, args, newTarget) as Request;
    },
  });
}

/** `Response` as a container sees it. */
export function seededResponse(real: typeof Response, random: Random): typeof Response {
  return new Proxy(real, {
    construct: (target, [body, ...more]: [unknown, ...unknown[]], newTarget) =>
      Reflect.construct(target, [seededForm(body, random), ...more], newTarget) as Response,
  });
}

/**
 * A form as the bytes that Node makes of it, but for the boundary: Node's own comes from whichever chance it saw first,
 * the machine's or a container's. All else as it is. Source: HTML, "multipart/form-data encoding algorithm".
 * @param random from 0 to 1, exclusive
 */
function seededForm<T>(body: T, random: Random): T | Blob {
  if (!(body instanceof FormData)) return body;
  const boundary = `----formdata-undici-0${String(Math.floor(random() * 1e11)).padStart(11, "0")}`;
  return new Blob(partsOf(body, boundary), { type: `multipart/form-data; boundary=${boundary}` });
}

function partsOf(form: FormData, boundary: string): (string | Blob)[] {
  const parts = [...form].flatMap(([name, value]) => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(lines(name))}"`;
    if (typeof value === "string") return [`${head}\r\n\r\n${lines(value)}\r\n`];
    const filename = value.name && `; filename="${escaped(value.name)}"`;
    return [`${head}${filename}\r\nContent-Type: ${value.type || "application/octet-stream"}\r\n\r\n`, value, "\r\n"];
  });
  return [...parts, `--${boundary}--\r\n`];
}

function lines(text: string): string {
  return text.replace(/\r?\n|\r/g, "\r\n");
}

function escaped(text: string): string {
  return text.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");
}
