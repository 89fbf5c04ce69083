import { App, Function_ } from "modal-emulator";

const app = new App("asking");

export const ask = app.localEntrypoint(async function ask({ name = "you", hours = 0 }) {
  const greeting = await Function_.fromName("greeting", "greet").remote(name);
  if (hours > 0) await waiting.remote(hours);
  return greeting;
});

const waiting = app.function({ timeoutMs: 86_400_000 }, async function waiting(hours: number) {
  await new Promise((resolve) => setTimeout(resolve, hours * 3_600_000));
});
