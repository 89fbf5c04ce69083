import { useEffect, useRef } from "preact/hooks";

const KEYS: readonly (readonly [string, string])[] = [
  ["← →", "the event before, the next one on the lane"],
  ["↑ ↓", "the lane above, the lane below"],
  ["n p", "the next problem, the one before"],
  ["+ −  or  w s", "zoom in, zoom out"],
  ["a d  or  Shift + ← →", "pan"],
  ["0", "show everything"],
  ["Home End", "the first event, the last one"],
  ["Enter", "go to what is known of the event"],
  ["Esc", "look at nothing"],
  ["/", "search; Enter goes to the next event that was found"],
];

const SIGNS: readonly (readonly [string, string])[] = [
  ["bad", "failed, timed out or was lost: with ✕ and a line below"],
  ["retried", "a call that came to its end after retries"],
  ["start", "a cold start, or exit hooks"],
  ["fault", "▲ a fault that was injected"],
  ["error", "◆ written to stderr, or refused"],
  ["storage", "▪ an operation on something stored"],
  ["fetch", "● a request to the outside"],
];

/** All keys, gestures and signs. */
export function Help({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-label="Help">
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h2>Mouse and touch</h2>
      <p>
        Drag to pan, Ctrl and the wheel or two fingers to zoom; the wheel on the ruler zooms too. Shift and drag zooms
        to a part, a double click to what is there. The strip above the lanes shows the whole run: drag its window. A
        click on a heading folds its lanes.
      </p>
      <h2>Signs</h2>
      <dl>
        {SIGNS.map(([sign, what]) => (
          <div key={sign}>
            <dt>
              <span class={`sign ${sign}`} />
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>
        “Events” lays out one event after the other, with wider gaps where virtual time passed: on a virtual clock, much
        happens at one moment. “Time” is to scale. The address of this page leads back to the event that is looked at;{" "}
        <code>#at=2026-01-01T00:05:00Z</code> leads to a time.
      </p>
      <form method="dialog">
        <button>Close</button>
      </form>
    </dialog>
  );
}
