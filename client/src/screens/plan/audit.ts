import type { Audit } from "../../domain/types";
import type { Lookup } from "../guide/lookup";
import type { Departure } from "./close";

export interface AuditRow extends Departure {
  readonly text: string;
  readonly reason: string | null;
  /** Risk that nobody asked about or acted on comes before any point of learning. */
  readonly risk: boolean;
}
export interface AuditView {
  readonly agreed: number;
  readonly rows: readonly AuditRow[];
}

/** Where this care and the guide went different ways: risk first, then departures and medicines, then questions left open. */
export function auditView(look: Lookup, audit: Audit): AuditView {
  const lineText = (id: string) => look.line.get(id)?.text ?? look.question.get(id)?.ask ?? id;
  const seen = new Set(audit.missed.map((row) => row.id));
  return {
    agreed: audit.agreed.length,
    rows: [
      ...audit.missed.map((row) => ({
        code: `missed_${row.kind}`,
        of: row.id,
        text: lineText(row.id),
        reason: row.reason,
        risk: true,
      })),
      ...audit.departures
        .filter((row) => !seen.has(row.id))
        .map((row) => ({
          code: `line_${row.kind}`,
          of: row.id,
          text: lineText(row.id),
          reason: row.reason,
          risk: false,
        })),
      ...audit.medicines.map((row) => ({
        code: `medicine_${row.code}`,
        of: row.medicine,
        text: medicineName(look, row.medicine),
        reason: null,
        risk: false,
      })),
      ...audit.skipped
        .filter((row) => !seen.has(row.id))
        .map((row) => ({
          code: "skipped",
          of: row.id,
          text: lineText(row.id),
          reason: null,
          risk: row.self_harm,
        })),
    ],
  };
}

const medicineName = (look: Lookup, id: string): string =>
  look.question.get("stock")?.options?.find((option) => option.id === id)?.text ?? id;

export const replyKey = (row: Departure): string => (row.of === null ? row.code : `${row.code}:${row.of}`);

/** Words for each code that the audit can give. */
export const AUDIT_CODES = [
  "missed_not_asked",
  "missed_not_known",
  "missed_not_acted",
  "missed_not_done",
  "line_not_done",
  "line_not_in_plan",
  "medicine_not_in_guide",
  "medicine_ask_prescriber",
  "medicine_not_here",
  "medicine_undecided",
  "medicine_not_in_plan",
  "skipped",
] as const;
export type AuditCode = (typeof AUDIT_CODES)[number];
export const isAuditCode = (code: string): code is AuditCode =>
  (AUDIT_CODES as readonly string[]).includes(code);
