import "./practice.css";
import { release } from "../../app/content";
import { type PlayDraft, plays } from "../../app/drafts";
import { Screen } from "../../app/Screen";
import type { Relating } from "../../domain/relating/types";
import { learn, t } from "../../i18n";
import words from "../../i18n/en.practice.json";
import { Button } from "../../ui";
import { NoGuide } from "../guide";
import { look } from "../guide/content";
import { CaseScreen } from "./case-view";
import { DebriefScreen, KeptScreen } from "./debrief-view";
import { ListScreen } from "./list-view";
import { caseOf, past, useRelating } from "./plays";
import { TalkScreen } from "./talk-view";

learn(words);

export default function PracticeScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  if (params.play !== undefined) return <PlayScreen key={params.play} id={params.play} />;
  return <Offered id={params.case} />;
}

/** The list, or one of it, from the content in use. */
function Offered({ id }: { readonly id: string | undefined }) {
  const relating = useRelating(release.value);
  if (look.value === null) return <NoGuide />;
  if (relating === undefined) return <Opening />;
  if (relating === null)
    return (
      <Screen title={t("play.title")} back="guide">
        <p>{t("play.none")}</p>
      </Screen>
    );
  if (id === undefined) return <ListScreen relating={relating} look={look.value} />;
  const of = caseOf(relating, id);
  return of === null ? <Gone /> : <CaseScreen key={id} relating={relating} look={look.value} of={of} />;
}

/** A talk: going on, or looked back at. It keeps the release with which it began. */
function PlayScreen({ id }: { readonly id: string }) {
  const draft = plays.value.find((play) => play.id === id);
  const kept = past.value.find((entry) => entry.id === id);
  const relating = useRelating(draft?.release ?? kept?.release ?? null);
  if (draft === undefined && kept === undefined) return <Gone />;
  if (relating === undefined) return <Opening />;
  if (kept !== undefined) {
    const of = relating === null ? null : caseOf(relating, kept.body.case);
    if (relating === null || of === null) return <KeptScreen entry={kept} />;
    return <DebriefScreen relating={relating} of={of} play={kept.body} release={kept.release} id={id} />;
  }
  return relating === null ? <Gone /> : <Begun relating={relating} draft={draft as PlayDraft} />;
}

function Begun({ relating, draft }: { readonly relating: Relating; readonly draft: PlayDraft }) {
  const of = caseOf(relating, draft.play.case);
  return of === null ? <Gone /> : <TalkScreen relating={relating} of={of} draft={draft} />;
}

function Opening() {
  return (
    <Screen title={t("play.title")} back="guide">
      <p role="status">{t("play.opening")}</p>
    </Screen>
  );
}

function Gone() {
  return (
    <Screen title={t("play.gone_title")} back="practice">
      <p>{t("play.gone")}</p>
      <Button href="#/practice">{t("play.to_list")}</Button>
    </Screen>
  );
}
