/** Global names that stand for the time, the chance, the timers or the network of the real world, however they are used. */
const NAMES: ReadonlySet<string> = new Set([
  "crypto",
  "fetch",
  "performance",
  "setImmediate",
  "setInterval",
  "setTimeout",
  "Date.now",
  "Math.random",
  "AbortSignal.timeout",
  "Atomics.wait",
  "Atomics.waitAsync",
  "process.hrtime",
  "process.uptime",
]);

interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

/**
 * What code uses of the real world, such as `Date.now` or `new Date()`. Types are no uses; a name of one's own that is
 * that of a global is one.
 */
export function realWorldUses(program: object): string[] {
  const uses: string[] = [];
  const use = (name: string | undefined): void => {
    if (name !== undefined && NAMES.has(name)) uses.push(name);
  };
  const visit = (node: Node): void => {
    switch (node.type) {
      case "Identifier":
      case "MemberExpression":
        use(nameOf(node));
        break;
      case "CallExpression":
        if (nameOf(node["callee"]) === "Date") uses.push("Date()");
        break;
      case "NewExpression":
        if (nameOf(node["callee"]) === "Date" && parts(node["arguments"]).length === 0) uses.push("new Date()");
        break;
      case "VariableDeclarator":
        taken(node["id"], node["init"]).forEach(use);
        break;
      case "AssignmentExpression":
        taken(node["left"], node["right"]).forEach(use);
        break;
    }
    for (const [part, value] of Object.entries(node)) {
      const isName = (part === "property" || part === "key") && node["computed"] === false;
      if (!isName) for (const child of parts(value)) if (!isType(child)) visit(child);
    }
  };
  parts(program).forEach(visit);
  return uses;
}

/** A part of a node, or several. */
const parts = (value: unknown): readonly Node[] => (Array.isArray(value) ? value : [value]).filter(isNode);

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

/** What is gone when it runs. */
const isType = ({ type, expression }: Node): boolean =>
  type.startsWith("TS") && type !== "TSParameterProperty" && !isNode(expression);

/** A global, or its member, as in `Date.now`, `Date["now"]` and `globalThis.Date?.now`. */
function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return String(node["name"]);
  if (node.type === "ChainExpression") return nameOf(node["expression"]);
  if (node.type !== "MemberExpression") return undefined;
  const object = nameOf(node["object"]);
  const name = keyOf(node["property"], node["computed"]);
  if (object === undefined || name === undefined) return undefined;
  return object === "globalThis" ? name : `${object}.${name}`;
}

function keyOf(key: unknown, isComputed: unknown): string | undefined {
  if (!isNode(key)) return undefined;
  if (key.type === "Literal") return String(key["value"]);
  return key.type === "Identifier" && isComputed === false ? String(key["name"]) : undefined;
}

/** What a pattern takes out of a global, as in `const { now } = Date`. */
function taken(pattern: unknown, from: unknown): (string | undefined)[] {
  const object = nameOf(from);
  if (object === undefined || !isNode(pattern) || pattern.type !== "ObjectPattern") return [];
  const prefix = object === "globalThis" ? "" : `${object}.`;
  return parts(pattern["properties"]).map(({ key, computed }) => prefix + (keyOf(key, computed) ?? ""));
}
