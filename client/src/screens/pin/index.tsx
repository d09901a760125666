import "./pin.css";
import { useEffect, useState } from "preact/hooks";
import { go, place } from "../../app/router";
import { Screen } from "../../app/Screen";
import { cancelJoin, changeMyPin, choosing, session, setPin } from "../../app/session";
import { choose } from "../../app/settings";
import { t } from "../../i18n";
import { LockError } from "../../store/errors";
import type { Unit } from "../../store/facts";
import { Button, Icon, Picture, PinPad, StatusSentence } from "../../ui";
import { faultWords } from "../join/faults";
import { isCommon } from "./easy";

/** A PIN is chosen: by who has just come in, after a one-time code, or anew by who knows the old one. */
export default function PinScreen() {
  const who = choosing.value;
  const [isMe, setMe] = useState(false);
  useEffect(() => {
    // Today comes after joining, not the question for a code again.
    if (place.value.screen === "join") go("today", "replace");
  }, []);
  if (who === null)
    return session.value === "open" ? <ChangePin /> : <Screen title={t("screen.opening")}>{null}</Screen>;
  if (who.arriving && !isMe)
    return <WhoAmI name={who.name} picture={who.picture} unit={who.unit} onMe={() => setMe(true)} />;
  return (
    <ChoosePin
      title={t(who.arriving ? "pin.choose" : "pin.new")}
      onLeave={cancelJoin}
      onChosen={async (pin) => {
        await setPin(pin);
        choose({ welcomed: true });
      }}
    />
  );
}

interface Who {
  readonly name: string;
  readonly picture: string | null;
  readonly unit: Unit | null;
  readonly onMe: () => void;
}

function WhoAmI({ name, picture, unit, onMe }: Who) {
  return (
    <Screen
      title={t("pin.who")}
      shut
      foot={
        <>
          <Button kind="primary" wide onClick={onMe}>
            {t("pin.me")}
          </Button>
          <Button wide onClick={cancelJoin}>
            {t("pin.not_me")}
          </Button>
        </>
      }
    >
      <div class="pin-who">
        <Picture picture={picture} name={name} />
        <p class="pin-name" dir="auto">
          {name}
        </p>
        {unit !== null && (
          <p class="quiet">
            <strong>{unit.name}</strong>
            {unit.above.length > 0 && <br />}
            {unit.above.join(" · ")}
          </p>
        )}
      </div>
      <p>{t("pin.who_why")}</p>
    </Screen>
  );
}

interface Choosing {
  readonly title: string;
  readonly onChosen: (pin: string) => Promise<void>;
  readonly onLeave: () => void;
}

/** Twice, because what one types unseen is easily not what one meant. */
function ChoosePin({ title, onChosen, onLeave }: Choosing) {
  const [first, setFirst] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const next = () => {
    setTyped("");
    if (first === null) {
      if (isCommon(typed)) return setFault(t(typed.length < FEWEST ? "pin.too_short" : "pin.too_easy"));
      return setFirst(typed);
    }
    if (typed !== first) {
      setFirst(null);
      return setFault(t("pin.differs"));
    }
    setBusy(true);
    onChosen(typed).catch((error: unknown) => {
      setBusy(false);
      setFirst(null);
      setFault(
        error instanceof LockError && error.code === "pin_too_easy" ? t("pin.too_easy") : faultWords(error),
      );
    });
  };
  return (
    <Screen
      title={<span id="choose-title">{first === null ? title : t("pin.again")}</span>}
      name={title}
      shut
      back={onLeave}
    >
      {fault === null && (
        <p class="quiet small" role="status">
          {t(busy ? "pin.making" : first === null ? "pin.how" : "pin.again_how")}
        </p>
      )}
      <PinPad
        id="new-pin"
        label="choose-title"
        value={typed}
        closed={busy}
        fault={fault ?? undefined}
        words={{ keys: t("pad.label"), remove: t("pad.delete"), done: t("pin.next") }}
        onInput={(value) => {
          setTyped(value);
          setFault(null);
        }}
        onDone={next}
      />
      <p class="quiet small row-top">
        <Icon name="info" />
        <span>{t("pin.honest")}</span>
      </p>
    </Screen>
  );
}
const FEWEST = 4;

/** In Settings: the old PIN, then the new one twice. */
function ChangePin() {
  const [old, setOld] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [done, setDone] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  if (done)
    return (
      <Screen title={t("pin.change")} back="settings">
        <StatusSentence icon="check">{t("pin.changed")}</StatusSentence>
      </Screen>
    );
  if (old !== null)
    return (
      <ChoosePin
        title={t("pin.new")}
        onLeave={() => go("settings")}
        onChosen={async (pin) => {
          try {
            await changeMyPin(old, pin);
            setDone(true);
          } catch (error) {
            if (!(error instanceof LockError) || error.code === "pin_too_easy") throw error;
            setOld(null);
            setFault(
              t(error.code === "wrong_pin" && error.until === null ? "pin.old_wrong" : "lock.wrong_wait"),
            );
          }
        }}
      />
    );
  return (
    <Screen title={<span id="old-title">{t("pin.old")}</span>} name={t("pin.change")} back="settings">
      <PinPad
        id="old-pin"
        label="old-title"
        value={typed}
        fault={fault ?? undefined}
        words={{ keys: t("pad.label"), remove: t("pad.delete"), done: t("pin.next") }}
        onInput={(value) => {
          setTyped(value);
          setFault(null);
        }}
        onDone={() => {
          setOld(typed);
          setTyped("");
        }}
      />
    </Screen>
  );
}
