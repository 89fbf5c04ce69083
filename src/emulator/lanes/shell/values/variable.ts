/** What a name of a shell stands for. */
export interface Variable {
  /** Of scalars; `undefined`: declared, and not set. */
  value: string | undefined;
  /** Of indexed arrays. */
  list: Map<number, string> | undefined;
  /** Of associative arrays. */
  table: Map<string, string> | undefined;
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  /** `declare -l` and `-u`. */
  letters: "lower" | "upper" | undefined;
  /** `declare -n`: the value is the name of another. */
  reference: boolean;
}

export function newVariable(value?: string): Variable {
  return {
    value,
    list: undefined,
    table: undefined,
    exported: false,
    readonly: false,
    integer: false,
    letters: undefined,
    reference: false,
  };
}

export function copyVariable(variable: Variable): Variable {
  return {
    ...variable,
    list: variable.list && new Map(variable.list),
    table: variable.table && new Map(variable.table),
  };
}

/** In the order of their keys. */
export function entriesOf(variable: Variable): readonly (readonly [string, string])[] {
  if (variable.table) return [...variable.table];
  if (variable.list) {
    const sorted = [...variable.list].toSorted(([left], [right]) => left - right);
    return sorted.map(([key, value]) => [String(key), value]);
  }
  return variable.value === undefined ? [] : [["0", variable.value]];
}

/** What `$name` is. */
export function scalarOf(variable: Variable): string | undefined {
  if (variable.table) return variable.table.get("0");
  return variable.list ? variable.list.get(0) : variable.value;
}

export function isSet(variable: Variable): boolean {
  return variable.value !== undefined || variable.list !== undefined || variable.table !== undefined;
}

/** Its attributes as letters, in the order in which `declare -p` has them. */
export function attributesOf(variable: Variable): string {
  return [
    variable.list ? "a" : "",
    variable.table ? "A" : "",
    variable.integer ? "i" : "",
    variable.reference ? "n" : "",
    variable.readonly ? "r" : "",
    variable.exported ? "x" : "",
    variable.letters === "lower" ? "l" : "",
    variable.letters === "upper" ? "u" : "",
  ].join("");
}
