/** What a container wrote, as it is shown. @param hasTimestamps virtual time stands before each line */
export function logText({ at, text }: { readonly at: number; readonly text: string }, hasTimestamps: boolean): string {
  if (!hasTimestamps) return `${text}\n`;
  const time = new Date(at).toISOString();
  return text
    .split("\n")
    .map((line) => `${time} ${line}\n`)
    .join("");
}
