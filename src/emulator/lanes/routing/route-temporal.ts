import type { RunningContainer } from "./running-container.js";

interface Instant {
  toZonedDateTimeISO(zone: string): Record<string, () => unknown>;
}

/** As far as it is used here: Node has it behind a flag. */
interface Temporal {
  readonly Now: object;
  readonly Instant: { fromEpochMilliseconds(ms: number): Instant };
}

type Route = (target: object, name: string, routed: (container: RunningContainer) => unknown) => void;

/** Routes `Temporal.Now`, where there is one. */
export function routeTemporal(route: Route): void {
  const temporal = Reflect.get(globalThis, "Temporal") as Temporal | undefined;
  if (!temporal) return;
  const { Now, Instant } = temporal;
  const zoned = ({ now }: RunningContainer, zone = "UTC"): Record<string, () => unknown> =>
    Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  route(Now, "timeZoneId", () => () => "UTC");
  route(Now, "instant", (container) => () => Instant.fromEpochMilliseconds(container.now));
  route(Now, "zonedDateTimeISO", (container) => (zone?: string) => zoned(container, zone));
  for (const part of ["PlainDateTime", "PlainDate", "PlainTime"]) {
    const name = `${part.charAt(0).toLowerCase()}${part.slice(1)}ISO`;
    route(Now, name, (container) => (zone?: string) => zoned(container, zone)[`to${part}`]?.());
  }
}
