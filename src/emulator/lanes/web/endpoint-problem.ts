/** What is wrong with one part of a request, as FastAPI says it. */
export interface EndpointProblem {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

export function missing(loc: EndpointProblem["loc"]): EndpointProblem {
  return { type: "missing", loc, msg: "Field required", input: null };
}
