import type { ReportData } from "./report-data.js";

/** A report of a world that goes on, with what has been added to it. @param more has the events that are new, and whose they are */
export function withMore(known: ReportData, more: ReportData): ReportData {
  const isOfKnownApps = Object.keys(more.apps).every((id) => id in known.apps);
  return {
    ...more,
    title: isOfKnownApps ? known.title : more.title,
    apps: { ...known.apps, ...more.apps },
    functions: { ...known.functions, ...more.functions },
    containers: { ...known.containers, ...more.containers },
    calls: { ...known.calls, ...more.calls },
    stacks: { ...known.stacks, ...more.stacks },
    sources: { ...known.sources, ...more.sources },
    events: [...known.events, ...more.events],
  };
}
