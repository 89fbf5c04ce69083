import { counted } from "../../output/counted.js";
import { formatSpan } from "../../output/format-span.js";
import { columnLines } from "../showing/columns.js";
import { shownTime } from "../showing/table.js";
import type { Simulation, SimulatedSchedule } from "./simulation.js";
import { calendarLines } from "./simulation-calendar.js";

/** A simulation for people. */
export function simulationText(simulation: Simulation): string {
  const { from, until, schedules, failures, counts, bill } = simulation;
  const labels = labelsOf(schedules);
  const named = schedules.map((schedule, index) => ({ ...schedule, label: labels[index] ?? schedule.function }));
  const retries = `${counts.retries.toLocaleString("en-US")} ${counts.retries === 1 ? "retry" : "retries"}`;
  const faults = counts.faults === 0 ? "" : `, faults: ${counts.faults.toLocaleString("en-US")}`;
  const paragraphs = [
    [`${formatSpan(until - from)} of virtual time: ${shownTime(from)} to ${shownTime(until)}`],
    named.length === 0 ? ["No function has a schedule."] : scheduleLines(named),
    calendarLines(named),
    failures.length === 0
      ? ["Nothing failed."]
      : [
          "Failures",
          ...failures.map(
            ({ function: name, error, count, firstAt }) =>
              `${name}: ${counted(count, "time")}, first ${shownTime(firstAt)}: ${error.replaceAll("\n", "\n  ")}`,
          ),
        ],
    [`${counted(counts.calls, "call")}, ${counted(counts.containers, "container")}, ${retries}${faults}`],
    [String(bill)],
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function scheduleLines(schedules: readonly (SimulatedSchedule & { readonly label: string })[]): readonly string[] {
  const rows = schedules.map(({ label, schedule = "", fires, retries, nextAt }) => {
    const failed = fires.filter(({ outcome }) => outcome === "failed").length;
    const next = nextAt === undefined ? "" : shownTime(nextAt);
    return [label, schedule, String(fires.length), String(failed), String(retries), next];
  });
  return columnLines([["", "schedule", "fired", "failed", "retries", "next"], ...rows], (column) =>
    [2, 3, 4].includes(column),
  );
}

/** By their own names; where several share one, with their apps; where these do so too, with their environments. */
function labelsOf(schedules: readonly SimulatedSchedule[]): readonly string[] {
  const forms = schedules.map(({ app = "", environment, function: name }) => [
    name,
    `${app}/${name}`,
    `${app}/${name} in ${environment}`,
  ]);
  const isShared = (form: string): boolean => forms.filter((others) => others.includes(form)).length > 1;
  return forms.map((each) => each.find((form) => !isShared(form)) ?? each[0] ?? "");
}
