/** The descriptor that `/dev/fd/3` and the like stand for. */
export function ownDescriptor(path: string): number | undefined {
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path)?.[1];
  if (number !== undefined) return Number(number);
  const index = ["/dev/stdin", "/dev/stdout", "/dev/stderr"].indexOf(path);
  return index < 0 ? undefined : index;
}
