import "./lock.css";
import { useEffect, useState } from "preact/hooks";
import { Screen } from "../../app/Screen";
import { unlock } from "../../app/session";
import { openDatabaseOrNull } from "../../app/storing";
import { t } from "../../i18n";
import { LockError } from "../../store/errors";
import type { WorkerOnPhone } from "../../store/vault";
import { Button, Picture, PinPad } from "../../ui";
import { secondsUntil, triesLeft } from "./waits";

interface Props {
  readonly who: WorkerOnPhone;
  readonly onForgotten: () => void;
  /** Left out where this phone has one worker. */
  readonly onOthers: (() => void) | undefined;
}

export function Open({ who, onForgotten, onOthers }: Props) {
  const [pin, setPin] = useState("");
  const [state, setState] = useState<"idle" | "opening">("idle");
  const [fault, setFault] = useState<string | null>(null);
  const waits = useSeconds(who.waits_until);
  const open = async () => {
    setState("opening");
    setFault(null);
    try {
      await unlock(who.id, pin);
    } catch (error) {
      setFault(await wordsFor(error, who.id));
      setPin("");
      setState("idle");
    }
  };
  return (
    <Screen title={t("lock.pin", { name: who.name })} name={t("lock.name")} quietTitle shut>
      <div class="lock-who">
        <Picture picture={who.picture} name={who.name} />
        <p class="lock-name" id="lock-name" dir="auto">
          {who.name}
        </p>
        {fault === null || waits > 0 ? (
          <p class="quiet lock-line">
            {waits > 0
              ? t("lock.wait", { n: waits })
              : t(state === "opening" ? "lock.opening" : "lock.your_pin")}
          </p>
        ) : null}
      </div>
      <PinPad
        id="pin"
        label="lock-name"
        value={pin}
        closed={state === "opening" || waits > 0}
        fault={fault ?? undefined}
        words={{ keys: t("pad.label"), remove: t("pad.delete"), done: t("lock.open") }}
        onInput={(typed) => {
          setPin(typed);
          setFault(null);
        }}
        onDone={() => void open()}
      />
      <div class="lock-ways">
        <Button kind="quiet" onClick={onForgotten}>
          {t("lock.forgotten")}
        </Button>
        {onOthers === undefined ? (
          // The evening colleague finds the phone locked by the only worker it knows.
          <Button kind="quiet" icon="plus" href="#/join">
            {t("lock.join")}
          </Button>
        ) : (
          <Button kind="quiet" icon="people" onClick={onOthers}>
            {t("lock.others")}
          </Button>
        )}
      </div>
    </Screen>
  );
}

/** Seconds that the next guess waits, counted down on the screen. */
export function useSeconds(until: string | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (until === null) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return secondsUntil(until, now);
}

async function wordsFor(error: unknown, id: string): Promise<string> {
  if (!(error instanceof LockError)) return t("lock.fault");
  if (error.code === "must_wait" || error.until !== null) return t("lock.wrong_wait");
  const row = await openDatabaseOrNull()?.get("workers", id);
  return row === undefined ? t("lock.wrong_wait") : t("lock.wrong", { n: triesLeft(row.wrong, new Date()) });
}
