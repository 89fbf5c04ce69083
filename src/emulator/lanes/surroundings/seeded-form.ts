/**
 * What `fetch` was given, with a form as the bytes that Node makes of it, but for the boundary: Node's own comes from whichever chance
 * it saw first, the machine's or a container's. Source: HTML, "multipart/form-data encoding algorithm".
 * @param random from 0 to 1, exclusive
 */
export function withSeededForm(init: RequestInit | undefined, random: () => number): RequestInit | undefined {
  if (!(init?.body instanceof FormData)) return init;
  const boundary = `----formdata-undici-0${String(Math.floor(random() * 1e11)).padStart(11, "0")}`;
  const body = new Blob(partsOf(init.body, boundary), { type: `multipart/form-data; boundary=${boundary}` });
  return Object.create(init, { body: { value: body } }) as RequestInit;
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
