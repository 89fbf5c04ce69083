import type { Problem } from "../../model/track.js";

const SIGNS: Readonly<Record<Problem["kind"], string>> = {
  failed: "✕",
  retried: "↻",
  fault: "▲",
  waiting: "…",
  other: "!",
};

export interface ProblemsProps {
  readonly problems: readonly Problem[];
  /** How many are shown: of more, the last ones. */
  readonly most: number;
  onSelect(position: number): void;
}

/** What went wrong, or was made to. */
export function Problems({ problems, most, onSelect }: ProblemsProps) {
  const shown = problems.slice(-most);
  return (
    <ul class="problems">
      {shown.length < problems.length ? (
        <li class="dim">
          the last {most} of {problems.length}
        </li>
      ) : undefined}
      {shown.map(({ kind, at, text }) => (
        <li key={`${at} ${kind}`}>
          <button type="button" class={`row ${kind}`} onClick={() => onSelect(at)}>
            <span aria-hidden="true">{SIGNS[kind]}</span> <bdi>{text}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}
