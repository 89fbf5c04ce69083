import { LineAbort } from "./control.js";
import { copyVariable, newVariable, scalarOf, type Variable } from "./variable.js";

/** Names of one function call, of one command's own environment, or of all. */
interface Scope {
  readonly kind: "global" | "function" | "temporary";
  readonly names: Map<string, Variable>;
}

/** A variable that is computed each time. */
export interface Computed {
  get(): string | readonly string[] | undefined;
  set?(value: string): void;
}

const REFERENCES = 20;

/** The variables of a shell: calls of functions see those of their callers. */
export class Variables {
  readonly #scopes: Scope[] = [{ kind: "global", names: new Map() }];
  readonly #computed = new Map<string, Computed>();
  /** Integers are evaluated when they are set. */
  evaluate: (text: string) => bigint = BigInt;

  compute(name: string, computed: Computed): void {
    this.#computed.set(name, computed);
  }

  /** What a name stands for, through references. */
  find(name: string): Variable | undefined {
    const variable = this.findOwn(this.resolve(name).name);
    return variable;
  }

  /** What a name stands for itself, without following references. */
  findOwn(name: string): Variable | undefined {
    const computed = this.#computed.get(name);
    if (computed) {
      const value = computed.get();
      if (typeof value === "string") return newVariable(value);
      if (value) return { ...newVariable(), list: new Map(value.map((item, index) => [index, item])) };
    }
    for (let index = this.#scopes.length - 1; index >= 0; index--) {
      const variable = this.#scopes[index]?.names.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  /** The name that references lead to, and the subscript that the last one has. */
  resolve(name: string): { readonly name: string; readonly subscript: string | undefined } {
    let current = name;
    for (let count = 0; count < REFERENCES; count++) {
      const variable = this.#computed.has(current) ? undefined : this.findOwn(current);
      if (!variable?.reference || !variable.value) return { name: current, subscript: undefined };
      const [, target = "", subscript] = /^([^[]*)(?:\[(.*)\])?$/s.exec(variable.value) ?? [];
      if (subscript !== undefined) return { name: target, subscript };
      current = target;
    }
    return { name, subscript: undefined };
  }

  get(name: string): string | undefined {
    const { name: target, subscript } = this.resolve(name);
    const variable = this.findOwn(target);
    if (!variable) return undefined;
    if (subscript === undefined) return scalarOf(variable);
    return variable.table ? variable.table.get(subscript) : variable.list?.get(Number(subscript));
  }

  set(name: string, value: string, { append = false }: { append?: boolean } = {}): void {
    const { name: target, subscript } = this.resolve(name);
    const computed = this.#computed.get(target);
    if (computed) return computed.set?.(value);
    const variable = this.findOwn(target) ?? this.#create(target);
    this.checkWritable(target, variable);
    if (subscript !== undefined) return this.setElement(target, variable, subscript, value, append);
    if (variable.list) return this.setElement(target, variable, "0", value, append);
    if (variable.table) return this.setElement(target, variable, "0", value, append);
    variable.value = this.#shaped(variable, value, append ? (variable.value ?? "") : undefined);
  }

  /** @param key a number of a list, or the key of a table */
  setElement(name: string, variable: Variable, key: string, value: string, append: boolean): void {
    this.checkWritable(name, variable);
    if (variable.table) {
      variable.table.set(key, this.#shaped(variable, value, append ? (variable.table.get(key) ?? "") : undefined));
      return;
    }
    variable.list ??= new Map(variable.value === undefined ? [] : [[0, variable.value]]);
    variable.value = undefined;
    const index = Number(key);
    variable.list.set(index, this.#shaped(variable, value, append ? (variable.list.get(index) ?? "") : undefined));
  }

  /** What is to be changed: what the name stands for, or a new variable of all. */
  writable(name: string): Variable {
    const { name: target } = this.resolve(name);
    return this.findOwn(target) ?? this.#create(target);
  }

  /** @throws LineAbort if it is read-only */
  checkWritable(name: string, variable: Variable): void {
    if (variable.readonly) throw new LineAbort(`${name}: readonly variable`);
  }

  /** A variable of the call that runs. */
  declareLocal(name: string): Variable {
    const scope = this.#scopes.findLast(({ kind }) => kind !== "temporary");
    const temporary = this.#scopes.at(-1)?.kind === "temporary" ? this.#scopes.at(-1)?.names.get(name) : undefined;
    const existing = scope?.names.get(name);
    if (existing) return existing;
    const outer = this.findOwn(name);
    if (outer?.readonly) throw new LineAbort(`${name}: readonly variable`);
    const variable = temporary ? copyVariable(temporary) : newVariable();
    scope?.names.set(name, variable);
    return variable;
  }

  declareGlobal(name: string): Variable {
    const names = this.#scopes[0]?.names;
    const variable = names?.get(name) ?? newVariable();
    names?.set(name, variable);
    return variable;
  }

  get inFunction(): boolean {
    return this.#scopes.some(({ kind }) => kind === "function");
  }

  /** @returns whether there was one */
  unset(name: string): boolean {
    this.#computed.delete(name);
    for (let index = this.#scopes.length - 1; index >= 0; index--) {
      const names = this.#scopes[index]?.names;
      const variable = names?.get(name);
      if (!variable) continue;
      names?.delete(name);
      // the name of a call stays its own, so that the caller's does not show
      if (index === this.#scopes.length - 1 && this.#scopes[index]?.kind === "function")
        names?.set(name, newVariable());
      return true;
    }
    return false;
  }

  push(kind: "function" | "temporary"): void {
    this.#scopes.push({ kind, names: new Map() });
  }

  pop(): void {
    this.#scopes.pop();
  }

  /** Of the innermost scope. */
  put(name: string, variable: Variable): void {
    this.#scopes.at(-1)?.names.set(name, variable);
  }

  /** Sorted. */
  names(): string[] {
    const names = new Set(this.#computed.keys());
    for (const scope of this.#scopes) for (const name of scope.names.keys()) names.add(name);
    return [...names].toSorted();
  }

  /** Of the innermost call. */
  localNames(): string[] {
    return [...(this.#scopes.findLast(({ kind }) => kind === "function")?.names.keys() ?? [])].toSorted();
  }

  /** What programs get. */
  environment(): Map<string, string> {
    const environment = new Map<string, string>();
    for (const scope of this.#scopes) {
      for (const [name, variable] of scope.names) {
        if (!variable.exported) environment.delete(name);
        else if (variable.value !== undefined) environment.set(name, variable.value);
      }
    }
    return environment;
  }

  /** For a part of the shell that runs by itself; what is computed it sets up itself. */
  copyFrom(other: Variables): void {
    this.#scopes.length = 0;
    for (const { kind, names } of other.#scopes) {
      this.#scopes.push({ kind, names: new Map([...names].map(([name, each]) => [name, copyVariable(each)])) });
    }
    for (const name of this.#computed.keys()) if (!other.#computed.has(name)) this.#computed.delete(name);
  }

  #create(name: string): Variable {
    const variable = newVariable();
    this.#scopes[0]?.names.set(name, variable);
    return variable;
  }

  /** As its attributes want it. */
  #shaped(variable: Variable, value: string, before: string | undefined): string {
    if (variable.integer) {
      const number = this.evaluate(value);
      return String(before === undefined ? number : this.evaluate(before) + number);
    }
    const text = (before ?? "") + value;
    if (variable.letters === "lower") return text.toLowerCase();
    return variable.letters === "upper" ? text.toUpperCase() : text;
  }
}
