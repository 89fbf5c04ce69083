/** What is wrong with one part of a request, as FastAPI says it. */
export interface RequestProblem {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

export function missing(loc: RequestProblem["loc"]): RequestProblem {
  return { type: "missing", loc, msg: "Field required", input: null };
}
