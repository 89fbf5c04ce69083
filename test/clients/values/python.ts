import { execFileSync } from "node:child_process";

/** A value of Python's, in a form that JSON can carry. */
export type Tagged =
  | null
  | boolean
  | { readonly int: string }
  | { readonly float: string }
  | { readonly str: string }
  | { readonly bytes: string }
  | { readonly bytearray: string }
  | { readonly list: readonly Tagged[] }
  | { readonly tuple: readonly Tagged[] }
  | { readonly set: readonly Tagged[] }
  | { readonly frozenset: readonly Tagged[] }
  | { readonly dict: readonly (readonly [Tagged, Tagged])[] };

const PROGRAM = `
import base64, json, pickle, sys

def untag(t):
    if t is None or isinstance(t, bool): return t
    [(kind, v)] = t.items()
    if kind == "int": return int(v)
    if kind == "float": return float(v) if v in ("inf", "-inf", "nan") else float.fromhex(v)
    if kind == "str": return v
    if kind == "bytes": return base64.b64decode(v)
    if kind == "bytearray": return bytearray(base64.b64decode(v))
    if kind == "dict": return {untag(k): untag(x) for k, x in v}
    return {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}[kind](untag(x) for x in v)

def tag(v):
    if v is None or isinstance(v, bool): return v
    if isinstance(v, int): return {"int": str(v)}
    if isinstance(v, float): return {"float": str(v) if v != v or v in (float("inf"), float("-inf")) else v.hex()}
    if isinstance(v, str): return {"str": v}
    if isinstance(v, bytes): return {"bytes": base64.b64encode(v).decode()}
    if isinstance(v, list): return {"list": [tag(x) for x in v]}
    if isinstance(v, dict): return {"dict": [[tag(k), tag(x)] for k, x in v.items()]}
    raise TypeError(type(v))

asked = json.load(sys.stdin)
if "pickle" in asked:
    answer = [[base64.b64encode(pickle.dumps(untag(t), p)).decode() for p in asked["protocols"]] for t in asked["pickle"]]
elif "run" in asked:
    answer = [base64.b64encode(pickle.dumps(eval(text), asked["protocol"])).decode() for text in asked["run"]]
else:
    answer = [tag(pickle.loads(base64.b64decode(b))) for b in asked["unpickle"]]
json.dump(answer, sys.stdout)
`;

function ask(question: object): unknown {
  const input = JSON.stringify(question);
  return JSON.parse(execFileSync("python3", ["-c", PROGRAM], { input, encoding: "utf8", maxBuffer: 2 ** 28 }));
}

/** What CPython's pickle writes for each value, by protocol. */
export function pickledByPython(values: readonly Tagged[], protocols: readonly number[]): Buffer[][] {
  const answers = ask({ pickle: values, protocols }) as string[][];
  return answers.map((each) => each.map((text) => Buffer.from(text, "base64")));
}

/** What CPython's pickle writes for each expression. */
export function runByPython(run: readonly string[], protocol: number): Buffer[] {
  return (ask({ run, protocol }) as string[]).map((text) => Buffer.from(text, "base64"));
}

/** What CPython reads from each pickle. */
export function unpickledByPython(pickles: readonly Uint8Array[]): Tagged[] {
  return ask({ unpickle: pickles.map((bytes) => Buffer.from(bytes).toString("base64")) }) as Tagged[];
}

/** A number of JavaScript's as Python writes it in hexadecimal. */
export function floatTag(value: number): Tagged {
  if (Number.isNaN(value)) return { float: "nan" };
  if (!Number.isFinite(value)) return { float: value > 0 ? "inf" : "-inf" };
  return { float: hexOf(value) };
}

function hexOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const [sign, exponent, fraction] = [bits >> 63n, Number((bits >> 52n) & 0x7ffn), bits & 0xf_ffff_ffff_ffffn];
  const digits = fraction.toString(16).padStart(13, "0");
  const power = exponent === 0 ? (fraction === 0n ? 0 : -1022) : exponent - 1023;
  const text =
    fraction === 0n && exponent === 0
      ? "0x0.0p+0"
      : `0x${exponent === 0 ? 0 : 1}.${digits}p${power < 0 ? "" : "+"}${power}`;
  return sign ? `-${text}` : text;
}
