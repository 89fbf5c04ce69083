import type { WorldEvent } from "../../../emulator/kernel/events.js";
import type { EventFacts } from "../finding/event-facts.js";

export interface FieldsProps {
  readonly facts: EventFacts;
  readonly event: WorldEvent;
  onSelect(position: number): void;
}

/** The event as the log has it; ids lead to the first event that has them. */
export function Fields({ facts, event, onSelect }: FieldsProps) {
  return (
    <section>
      <h3>The event</h3>
      <table class="fields">
        <tbody>
          {Object.entries(event).map(([name, value]: [string, unknown]) => {
            const text = typeof value === "string" ? value : JSON.stringify(value);
            const [first] = typeof value === "string" ? facts.ties.of(value) : [];
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  {first === undefined ? (
                    <bdi>{text}</bdi>
                  ) : (
                    <button type="button" class="link" onClick={() => onSelect(first)}>
                      <bdi>{text}</bdi>
                    </button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
