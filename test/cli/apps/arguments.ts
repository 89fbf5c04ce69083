import { App } from "modal-emulator";

export const app = new App("arguments");

app.localEntrypoint(
  {
    args: {
      day: { type: "date", description: "first day" },
      maxPages: { type: "integer", default: 10 },
      ratio: { type: "number", default: 0.5 },
      mode: { type: "string", choices: ["fast", "slow"], default: "fast" },
      dryRun: { type: "boolean", default: true },
      title: { type: "string", default: "none" },
    },
  },
  async function declared(values) {
    return values;
  },
);

app.localEntrypoint(async function inferred({
  url,
  pages = 3,
  depth = -1.5,
  name = `page`,
  loud = false,
  found = Number("7"),
}: {
  url: string;
  pages?: number;
  depth?: number;
  name?: string;
  loud?: boolean;
  found?: number;
}) {
  return { url, pages, depth, name, loud, found };
});

app.localEntrypoint(async function words(...all: string[]) {
  return all.join("|");
});

app.localEntrypoint(async function mixed(first: string, ...others: string[]) {
  return [first, ...others];
});

export const typed = app.function(async function typed(x: unknown, y = 2, flag = false) {
  return { x, kind: typeof x, y, flag };
});
