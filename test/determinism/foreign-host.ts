import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("foreign-host");

const look = app.function({}, async function look() {
  const now = new Date();
  const built = [
    new Date(2026, 5, 1, 3).toISOString(),
    new Date("2026-01-01T10:00").toISOString(),
    Date.parse("2026-01-01"),
  ];
  return [
    now.getHours(),
    String(now),
    now.toLocaleString(),
    (1234.5).toLocaleString(),
    new Intl.DateTimeFormat().resolvedOptions().timeZone,
    now.getTimezoneOffset(),
    ...built,
  ];
});

if (import.meta.main) {
  const containers: unknown[] = [];
  for (const options of [{ threads: 0 }, { threads: 1 }, { threads: 1, strict: true }]) {
    await using world = await Emulator.start(options);
    containers.push(await world.run(app, () => look.remote()));
  }
  console.log(JSON.stringify({ host: new Date(0).getHours(), containers }));
}
