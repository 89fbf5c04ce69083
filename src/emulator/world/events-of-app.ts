import type { ShownWorld } from "../../output/show-run.js";
import type { WorldEvent } from "../kernel/events.js";
import { linesUnderWay } from "./lines-under-way.js";
import type { WorldParts } from "./world-parts.js";

/** What has happened and happens to one app. */
export function eventsOfApp(parts: WorldParts, appId: string): ShownWorld {
  const { kernel, rounds, containers } = parts;
  return {
    now: () => rounds.now,
    underWay: (isAll) =>
      linesUnderWay(parts, isAll).filter(({ container }) => containers.targetOf(container).app.id === appId),
    subscribe: (listener) => {
      const hear = (event: WorldEvent): void => (appOf(parts, event) === appId ? listener(event) : undefined);
      for (const event of kernel.events) hear(event);
      return kernel.events.subscribe(hear);
    },
  };
}

/** The app that an event is about, if it is about one. */
function appOf({ calls, containers }: WorldParts, event: WorldEvent): string | undefined {
  if (event.type.startsWith("app.") && "app" in event) return event.app;
  if ("call" in event) return calls.byId(event.call)?.target.app.id;
  if ("input" in event && event.input !== null) return calls.input(event.input)?.call.target.app.id;
  return "container" in event && event.container !== null ? containers.targetOf(event.container).app.id : undefined;
}
