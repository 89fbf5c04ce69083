import { App, Dict } from "modal-emulator";

const app = new App("storing");

const counts = Dict.fromName("counts", { createIfMissing: true });

export const count = app.localEntrypoint(async function count({ fail = false, hours = 0 }) {
  const next = ((await counts.get("runs", 0)) as number) + 1;
  await counts.put("runs", next);
  if (hours > 0) await waiting.remote(hours);
  if (fail) throw new Error("failed on purpose");
  return String(next);
});

const waiting = app.function({ timeoutMs: 86_400_000 }, async function waiting(hours: number) {
  await new Promise((resolve) => setTimeout(resolve, hours * 3_600_000));
});
