/** Characters of a stack that are kept where its message is longer than anybody reads. */
const MAX_HEAD = 10_000;
const MAX_FRAMES = 100_000;

/** A stack without most of a message of millions of characters, which is told beside it. */
export function boundedStack(stack: string): string {
  return stack.length <= MAX_HEAD + MAX_FRAMES
    ? stack
    : `${stack.slice(0, MAX_HEAD)}…\n${stack.slice(-MAX_FRAMES).replace(/^[^]*?\n(?= +at )/, "")}`;
}
