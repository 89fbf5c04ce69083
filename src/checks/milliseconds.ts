/**
 * Up to here a number of milliseconds is probably meant as one of seconds, as Modal's own options are: of what is
 * checked here, Modal takes a second at least.
 */
const FEW = 60;

const warned = new Set<string>();

/**
 * Tells once that options in milliseconds look as if they were in seconds.
 * @param subject whose options these are
 * @param values by the name of their option
 */
export function warnOfSeconds(subject: string, values: Readonly<Record<string, number | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || !(value > 0 && value <= FEW) || warned.has(`${subject} ${name}`)) continue;
    warned.add(`${subject} ${name}`);
    process.emitWarning(`${subject}: option "${name}" is ${value}, in milliseconds.${inSeconds(value)}`);
  }
}

/** What a number too small to be one of milliseconds would be as one of seconds, as the end of a message. */
export function inSeconds(value: unknown): string {
  return typeof value === "number" && value > 0 && value < 1000
    ? ` If seconds are meant: ${value === 1 ? "1 second is" : `${value} seconds are`} ${value * 1000}.`
    : "";
}
