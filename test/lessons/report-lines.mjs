// Reporter of Node's test runner: a line of JSON for each test.
export default async function* reportLines(events) {
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const error = data.details.error?.cause ?? data.details.error;
    const message = error === undefined ? "" : `${error.name}: ${error.message}`;
    yield `${JSON.stringify({ file: data.file, test: data.name, passed: type === "test:pass", message })}\n`;
  }
}
