import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Card, Icon, Tag } from "../../ui";
import type { Session } from "../consultation/session";
import { LineSheet } from "./line-sheet";
import { type FoundView, type LineView, type PlanView, planView } from "./plan";
import { WhySheet } from "./why";

/** What the guide suggests and what follows, by when it is done. A closed consultation shows the same, without buttons. */
export function PlanBody(props: {
  readonly session: Session;
  readonly closed: boolean;
  /** The person was seen again since: what it says was for then, and nothing in it is urgent now. */
  readonly older?: boolean;
}) {
  const { session, closed, older = false } = props;
  const { draft, look, result } = session;
  const view = planView(t, look, draft, result);
  const [line, setLine] = useState<string | null>(null);
  const [why, setWhy] = useState<FoundView | null>(null);
  const shown = view.groups.flatMap((group) => group.lines).find((candidate) => candidate.id === line);
  return (
    <>
      {view.empty && <p class="quiet">{t("plan.empty")}</p>}
      <Found view={view} older={older} onWhy={setWhy} />
      {view.groups.map(({ group, lines }) => (
        <section class="plan-group stack-tight" key={group}>
          <h2>{t(older ? `plan.group_then.${group}` : `plan.group.${group}`)}</h2>
          <ul class="plan-lines">
            {lines.map((each) => (
              <li key={each.id}>
                <PlanRow line={each} older={older} onOpen={() => setLine(each.id)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Undecided view={view} />
      <Exits view={view} />
      {shown !== undefined && (
        <LineSheet session={session} line={shown} closed={closed} onClose={() => setLine(null)} />
      )}
      {why !== null && (
        <WhySheet
          session={session}
          id={why.id}
          title={why.text}
          because={why.because}
          marks={why.marks}
          onClose={() => setWhy(null)}
        />
      )}
    </>
  );
}

function PlanRow(props: { readonly line: LineView; readonly older: boolean; readonly onOpen: () => void }) {
  const { line, older, onOpen } = props;
  return (
    <button class={rowLook(line, older)} type="button" onClick={onOpen}>
      {line.act !== undefined && line.against === undefined && <Icon name="check" />}
      <span class="plan-words">
        <span class="plan-text">{line.text}</span>
        {line.dose !== null && (
          <span class="dose numbers">{line.dose === "ask" ? t("plan.dose_ask") : line.dose}</span>
        )}
        <LineTags line={line} />
        {line.against !== undefined && (
          <span class="plan-against small">
            {t(line.urgent ? "plan.not_done" : "plan.against", { reason: line.against })}
          </span>
        )}
      </span>
      <Icon name="next" />
    </button>
  );
}

const rowLook = (line: LineView, older: boolean): string =>
  [
    "plan-row",
    line.urgent && line.act === undefined && !older ? "plan-row-urgent" : "",
    line.against === undefined ? "" : "plan-row-against",
  ]
    .filter((part) => part !== "")
    .join(" ");

function LineTags({ line }: { readonly line: LineView }) {
  const tags = [
    line.state === "ask_prescriber" ? t("line.ask_prescriber") : "",
    line.state === "not_here" ? t("line.not_here") : "",
    line.act === "handed_over" ? t("act.handed_over") : line.act === "done" ? t("act.done") : "",
  ].filter((tag) => tag !== "");
  if (tags.length === 0) return null;
  return (
    <span class="row">
      {tags.map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
    </span>
  );
}

function Found(props: {
  readonly view: PlanView;
  readonly older: boolean;
  readonly onWhy: (found: FoundView) => void;
}) {
  const { view, older, onWhy } = props;
  if (view.conclusions.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{t(older ? "plan.found_then" : "plan.found")}</h2>
      <ul class="found">
        {view.conclusions.map((found) => (
          <li key={found.id}>
            <button
              class={found.urgent && !older ? "found-row found-urgent" : "found-row"}
              type="button"
              onClick={() => onWhy(found)}
            >
              {found.urgent && !older && <Icon name="warn" />}
              <span class="plan-words">
                <span class="plan-text">{found.text}</span>
                {found.meaning !== undefined && <span class="quiet small">{found.meaning}</span>}
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Undecided({ view }: { readonly view: PlanView }) {
  if (view.undecided.length === 0) return null;
  return (
    <Card kind="caution" title={t("plan.undecided")}>
      <ul class="stack-tight">
        {view.undecided.map((row) => (
          <li key={row.id}>
            {row.text}
            <br />
            <span class="small">
              {t("plan.needs", { what: row.needs.map((said) => said.ask).join(" · ") })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Exits({ view }: { readonly view: PlanView }) {
  if (view.exits.length === 0) return null;
  // Several rules may lead to one part: it is named once, with each reason.
  const parts = [...new Set(view.exits.map(({ to }) => to))].map((to) =>
    view.exits.filter((exit) => exit.to === to),
  );
  return (
    <section class="stack-tight">
      <h2>{t("plan.exits")}</h2>
      <ul class="rows">
        {parts.map((exits) => (
          <li class="rows-row" key={exits[0]!.to}>
            <span>
              <strong>{exits[0]!.title}</strong>
              {[...new Set(exits.map(({ text }) => text))].map((text) => (
                <span class="quiet small" key={text}>
                  <br />
                  {text}
                </span>
              ))}
              {exits.some(({ planned }) => planned) && (
                <>
                  <br />
                  <span class="small">{t("plan.exit_planned")}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
