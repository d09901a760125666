import "./plan.css";
import { Screen } from "../../app/Screen";
import { t } from "../../i18n";
import { Button, List, ListLink } from "../../ui";
import { Beside } from "../consultation/beside";
import type { Session } from "../consultation/session";
import { pendingActs } from "../consultation/showing";
import { CloseView } from "./close-view";
import { FollowUpPicker } from "./follow-up-view";
import { PaperView, ReferralView, RegisterView } from "./paper-views";
import { planView } from "./plan";
import { PlanBody } from "./plan-view";
import { TasksView } from "./tasks-view";

/** The plan of a consultation in progress, its papers and its closing. */
export function PlanPart({ session, part }: { readonly session: Session; readonly part: string }) {
  const { draft } = session;
  const plan = `consultation/${draft.id}/plan`;
  if (part === "paper")
    return (
      <Screen title={t("paper.title")} back={plan}>
        <PaperView session={session} />
      </Screen>
    );
  if (part === "register")
    return (
      <Screen title={t("register.title")} back={plan}>
        <RegisterView session={session} />
      </Screen>
    );
  if (part === "referral")
    return (
      <Screen title={t("referral.title")} back={plan}>
        <ReferralView session={session} />
      </Screen>
    );
  if (part === "close")
    return (
      <Screen title={t("close.title")} back={plan}>
        <CloseView session={session} />
      </Screen>
    );
  return <Plan session={session} />;
}

/** The plan so far, or the whole of it once nothing is left to ask. */
export function Plan(props: { readonly session: Session; readonly back?: () => void }) {
  const { session } = props;
  const { draft, look, result } = session;
  const here = `#/consultation/${draft.id}`;
  const urgent = pendingActs(look, result);
  const view = planView(t, look, draft, result);
  return (
    <Screen
      title={t(result.done ? "plan.title" : "plan.title_so_far")}
      back={props.back ?? `consultation/${draft.id}`}
      foot={
        urgent.length > 0 ? (
          <Button kind="urgent" wide href={here}>
            {t("acts.open", { n: urgent.length })}
          </Button>
        ) : result.done ? (
          <Button kind="primary" wide href={`${here}/close`}>
            {t("plan.close")}
          </Button>
        ) : (
          <Button kind="primary" wide href={here}>
            {t("plan.go_on")}
          </Button>
        )
      }
    >
      {!result.done && <p class="quiet">{t("plan.so_far")}</p>}
      <PlanBody session={session} closed={false} />
      <TasksView session={session} view={view} />
      <FollowUpPicker session={session} />
      <Beside session={session} place={{ screen: "plan", modules: result.open }} withSeen />
      {!view.empty && (
        <List label={t("plan.papers")}>
          <ListLink icon="print" title={t("paper.title")} why={t("paper.why")} href={`${here}/paper`} />
          <ListLink
            icon="list"
            title={t("register.title")}
            why={t("register.why")}
            href={`${here}/register`}
          />
          <ListLink
            icon="copy"
            title={t("referral.title")}
            why={t("referral.list_why")}
            href={`${here}/referral`}
          />
        </List>
      )}
      {!result.done && (
        <Button kind="quiet" href={`${here}/close`}>
          {t("plan.stop_here")}
        </Button>
      )}
    </Screen>
  );
}
