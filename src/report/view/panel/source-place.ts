export interface SourcePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

const PLACE = /([^\s()]+\.[cm]?[jt]sx?):(\d+)(?::\d+)?/;

/** A position in one of the files that are here, in a line of a stack. */
export function placeIn(line: string, sources: Readonly<Record<string, string>>): SourcePlace | undefined {
  const [, file, number] = PLACE.exec(line) ?? [];
  return file !== undefined && Object.hasOwn(sources, file) ? { file, line: Number(number) } : undefined;
}

/** The first position of a stack that is in one of the files that are here. */
export function firstPlace(stack: string, sources: Readonly<Record<string, string>>): SourcePlace | undefined {
  for (const line of stack.split("\n")) {
    const place = placeIn(line, sources);
    if (place) return place;
  }
  return undefined;
}
