/**
 * Evaluation of the rule language in three values: true, false, and null for unknown. Twin of src/attune/logic
 * (evaluate.py, because.py). A tree is compiled once into nested closures; nothing is ever evaluated from text.
 */
import type { Expr } from "./types";

/** Values by name. A name without a value, or with null, is unknown. */
export type Values = ReadonlyMap<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: the type check was done when the pack was built
export type Compiled = (values: Values) => any;
/** Value and the questions behind it, as bits of one integer; for null the missing ones. */
export type Explained = (values: Values, bits: Bits) => readonly [value: unknown, behind: bigint];
/** The bit of each question, and for each rule the bits that explain it. */
export type Bits = ReadonlyMap<string, bigint>;

/** Sets that only grow while a consultation goes on: membership is true or unknown, never false. */
export const OPEN_SETS: ReadonlySet<string> = new Set(["answered", "not_known"]);

// biome-ignore lint/suspicious/noExplicitAny: as above
type Operator = (a: any, b: any) => unknown;

/** FHIRPath's Integer has 32 bits, and an overflow gives nothing. */
const integer = (value: number) => (value === (value | 0) ? value : null);

const OPERATORS: Readonly<Record<string, Operator>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  xor: (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "+": (a, b) => integer(a + b),
  "-": (a, b) => integer(a - b),
  "*": (a, b) => integer(a * b),
  in: (a, b) => b.includes(a),
};
const OF_ONE: Readonly<Record<string, (a: never) => unknown>> = {
  not: (a: boolean) => !a,
  count: (a: readonly string[]) => a.length,
  exists: (a: readonly string[]) => a.length > 0,
  empty: (a: readonly string[]) => a.length === 0,
};

/** Sides of a comparison that are known only when all their names are. */
const NO_RULES: readonly string[] = ["var", "lit", "count", "+", "-", "*"];

const partsOf = (expr: Expr) => expr.slice(1) as unknown as readonly Expr[];
/** `a implies b` is `a.not() or b`. */
const asOr = (expr: Expr) => ["or", ["not", expr[1]], expr[2]] as unknown as Expr;
const inOpenSet = (expr: Expr, open: ReadonlySet<string>) =>
  expr[0] === "in" && expr[2][0] === "var" && open.has(expr[2][1]);

export function compile(expr: Expr, open = OPEN_SETS): Compiled {
  const [op, first, second] = expr as unknown as [string, Expr, Expr];
  if (op === "lit") return () => first;
  if (op === "var") return (values) => values.get(first as unknown as string) ?? null;
  if (op === "implies") return compile(asOr(expr), open);
  if (inOpenSet(expr, open)) {
    const code = first[1] as string;
    const set = second[1] as string;
    return (values) => (values.get(set) as ReadonlySet<string> | undefined)?.has(code) || null;
  }
  if (op === "and" || op === "or")
    return kleene(
      partsOf(expr).map((part) => compile(part, open)),
      op === "or",
    );
  const a = compile(first, open);
  if (op in OF_ONE) {
    const apply = OF_ONE[op] as (a: unknown) => unknown;
    return (values) => {
      const x = a(values);
      return x === null ? null : apply(x);
    };
  }
  const apply = OPERATORS[op] as Operator;
  const b = compile(second, open);
  return (values) => {
    const x = a(values);
    if (x === null) return null;
    const y = b(values);
    return y === null ? null : apply(x, y);
  };
}

/** `and` (decided by one false) and `or` (decided by one true). */
const kleene =
  (parts: readonly Compiled[], decisive: boolean): Compiled =>
  (values) => {
    let result: boolean | null = !decisive;
    for (const part of parts) {
      const value = part(values);
      if (value === decisive) return value;
      if (value === null) result = null;
    }
    return result;
  };

/** What is behind a value, as src/attune/logic/because.py says. */
export function explain(expr: Expr, open = OPEN_SETS): Explained {
  const op = expr[0];
  if (op === "implies") return explain(asOr(expr), open);
  // Two rules that are compared, each of which may be decided early.
  if ((op === "=" || op === "!=") && partsOf(expr).some((part) => !NO_RULES.includes(part[0]))) {
    const differ = ["xor", expr[1], expr[2]] as const;
    return explain(op === "=" ? ["not", differ] : differ, open);
  }
  if (op === "not") {
    const part = explain(expr[1], open);
    return (values, bits) => {
      const [value, behind] = part(values, bits);
      return [value === null ? null : !value, behind];
    };
  }
  if (op === "and" || op === "or" || op === "xor") {
    const parts = partsOf(expr).map((part) => explain(part, open));
    const decisive = op === "xor" ? undefined : op === "or";
    return (values, bits) => {
      let known = 0n;
      let missing = 0n;
      let unknown = false;
      let odd = false;
      for (const part of parts) {
        const [value, behind] = part(values, bits);
        if (value === decisive) return [value, behind];
        if (value === null) {
          unknown = true;
          missing |= behind;
        } else known |= behind;
        odd = odd !== value;
      }
      return unknown ? [null, missing] : [decisive === undefined ? odd : !decisive, known];
    };
  }
  const value = compile(expr, open);
  const names = reads(expr, open);
  const only = names.length === 1 ? (names[0] as string) : undefined;
  return (values, bits) => {
    const found = value(values);
    if (only !== undefined) return [found, bits.get(only) ?? 0n];
    let behind = 0n;
    for (const name of names)
      if (found !== null || (values.get(name) ?? null) === null) behind |= bits.get(name) ?? 0n;
    return [found, behind];
  };
}

/** The names that `expr` reads, each once, in order; `'x' in %answered` reads x. */
export function reads(expr: Expr, open = OPEN_SETS): readonly string[] {
  if (expr[0] === "lit") return [];
  if (expr[0] === "var") return [expr[1]];
  if (inOpenSet(expr, open)) return [(expr[1] as Expr)[1] as string];
  return [...new Set(partsOf(expr).flatMap((part) => reads(part, open)))];
}
