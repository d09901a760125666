import { useState } from "preact/hooks";
import { linesOf } from "../../app/Crisis";
import { local } from "../../app/content";
import { unit } from "../../app/session";
import { t } from "../../i18n";
import { dayName } from "../../i18n/dates";
import { Button, StatusSentence, Tick } from "../../ui";
import type { Session } from "../consultation/session";
import { paperPerson } from "../guide/content";
import { referralNote, registerLine, takeHome, trainingNote } from "./papers";

const wordsOf = (session: Session) => ({ t, day: (iso: string) => dayName(iso, session.draft.occurred_on) });

/** What the person takes home: large, calm, without words that could harm unless switched on. */
export function PaperView({ session }: { readonly session: Session }) {
  const { draft, look, result, change } = session;
  const paper = takeHome(wordsOf(session), look, draft, result);
  const empty = paper.lines.length === 0 && paper.next === null;
  return (
    <div class="stack">
      <div class="no-print stack-tight">
        <Tick
          checked={draft.harm_words}
          hint={t("paper.harm_hint")}
          onChange={(on) => change((now) => ({ ...now, harm_words: on }))}
        >
          {t("paper.harm")}
        </Tick>
        <Button kind="primary" icon="print" wide disabled={empty} onClick={() => print()}>
          {t("paper.print")}
        </Button>
      </div>
      {empty ? (
        <p class="quiet">{t("paper.empty")}</p>
      ) : (
        <article class="paper">
          {paper.found.length > 0 && (
            <ul>
              {paper.found.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          )}
          {paper.lines.map(({ group, texts }) => (
            <section key={group}>
              <h2>{t(`paper.group.${group}`)}</h2>
              <ul>
                {texts.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </section>
          ))}
          {paper.next !== null && (
            <section>
              <h2>{t("paper.next")}</h2>
              <p class="paper-day">{dayName(paper.next, draft.occurred_on)}</p>
            </section>
          )}
          <section>
            <h2>{t("paper.sooner")}</h2>
            <p>{t("paper.sooner_when")}</p>
            {linesOf(local.value)
              .filter((line) => line.key !== "prescriber_contact")
              .map((line) => (
                <p key={line.key}>
                  {line.label}: <bdi class="numbers">{line.number}</bdi>
                </p>
              ))}
          </section>
          <p class="paper-foot small">{trainingNote(t, look)}</p>
        </article>
      )}
    </div>
  );
}

export function RegisterView({ session }: { readonly session: Session }) {
  const { draft, look, result, change } = session;
  return (
    <div class="stack">
      <p class="quiet">{t("register.how")}</p>
      <Tick
        checked={draft.harm_words}
        hint={t("register.harm_hint")}
        onChange={(on) => change((now) => ({ ...now, harm_words: on }))}
      >
        {t("register.harm")}
      </Tick>
      <CopyBox text={registerLine(wordsOf(session), look, draft, result, paperPerson(draft.person, draft))} />
    </div>
  );
}

export function ReferralView({ session }: { readonly session: Session }) {
  const { draft, look, result } = session;
  // Who receives the person calls back; an invented person comes from nowhere.
  const from = draft.practice ? "" : (unit.value?.name ?? "");
  return (
    <div class="stack">
      <p class="quiet">{t("referral.how")}</p>
      <CopyBox
        text={referralNote(wordsOf(session), look, draft, result, paperPerson(draft.person, draft), from)}
      />
      <Button icon="print" onClick={() => print()}>
        {t("referral.print")}
      </Button>
    </div>
  );
}

/** Text to copy: by button, or selected by hand where the browser does not allow it. */
export function CopyBox({ text }: { readonly text: string }) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  const copy = () => {
    // Without a secure address there is no clipboard at all.
    const writing = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    writing.then(
      () => setState("copied"),
      () => setState("refused"),
    );
  };
  return (
    <div class="stack-tight">
      <pre class="copy-text">{text}</pre>
      <Button kind="primary" icon="copy" wide onClick={copy}>
        {t("copy.button")}
      </Button>
      {state === "copied" && <StatusSentence icon="check">{t("copy.done")}</StatusSentence>}
      {state === "refused" && <StatusSentence help>{t("copy.refused")}</StatusSentence>}
    </div>
  );
}
