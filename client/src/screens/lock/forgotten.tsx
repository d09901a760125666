import "./lock.css";
import { useEffect, useState } from "preact/hooks";
import { Call } from "../../app/Crisis";
import { local } from "../../app/content";
import { Screen } from "../../app/Screen";
import { unlockByCode } from "../../app/session";
import { openDatabaseOrNull } from "../../app/storing";
import { t } from "../../i18n";
import { LockError } from "../../store/errors";
import type { WorkerOnPhone } from "../../store/vault";
import { Button, Field, Picture, StatusSentence } from "../../ui";
import { endingOf } from "../codes/grouped";
import { useSeconds } from "./open";

interface Props {
  readonly who: WorkerOnPhone;
  readonly onBack: (() => void) | undefined;
}

/** A forgotten PIN: with a supervisor on the telephone, or with a network. Nothing that was written is lost either way. */
export function Forgotten({ who, onBack }: Props) {
  return (
    <Screen title={t("forgot.title")} shut>
      <div class="row">
        <Picture picture={who.picture} name={who.name} small />
        <strong dir="auto">{who.name}</strong>
      </div>
      {who.code_only && <StatusSentence help>{t("forgot.code_only")}</StatusSentence>}
      <StatusSentence icon="check">{t("forgot.nothing_lost")}</StatusSentence>
      {who.next_code === null ? <p>{t("forgot.no_code")}</p> : <ByCode who={who} n={who.next_code} />}
      <section class="stack-tight">
        <h2>{t("forgot.online")}</h2>
        <p>{t("forgot.online_how")}</p>
        <div class="row">
          <Button icon="join" href="#/join">
            {t("forgot.join")}
          </Button>
        </div>
      </section>
      {onBack !== undefined && (
        <div>
          <Button kind="quiet" icon="back" onClick={onBack}>
            {t(who.code_only ? "lock.others" : "forgot.back")}
          </Button>
        </div>
      )}
    </Screen>
  );
}

function ByCode({ who, n }: { readonly who: WorkerOnPhone; readonly n: number }) {
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<"idle" | "opening">("idle");
  const [fault, setFault] = useState<string | undefined>(undefined);
  const ending = useEnding();
  // Wrong PINs make the code wait too. It is still good, and nobody needs to ask for another.
  const waits = useSeconds(who.waits_until);
  const letters = typed.toUpperCase().replace(/[^A-Z]/g, "");
  const open = async () => {
    if (letters.length !== CODE_LETTERS) return setFault(t("forgot.twelve"));
    setState("opening");
    try {
      await unlockByCode(who.id, letters);
    } catch (error) {
      setFault(error instanceof LockError && error.code === "must_wait" ? undefined : t("forgot.wrong"));
      setState("idle");
    }
  };
  return (
    <section class="stack">
      <h2>{t("forgot.call")}</h2>
      <p>{t("forgot.say")}</p>
      <div>
        <p class="lock-code-n">{t("forgot.code", { n })}</p>
        {ending !== null && <p class="quiet">{t("codes.phone", { phone: ending })}</p>}
      </div>
      {local.value.supervisor_contact?.number !== undefined && (
        <Call contacts={{ ...local.value, crisis_lines: [], prescriber_contact: null }} />
      )}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (state === "idle" && waits === 0) void open();
        }}
      >
        <Field
          id="one-time-code"
          kind="letters"
          label={t("forgot.type")}
          hint={t("forgot.type_how")}
          value={typed}
          fault={fault}
          onInput={(next) => {
            setTyped(next);
            setFault(undefined);
          }}
        />
        {waits > 0 && <StatusSentence>{t("forgot.wait", { n: waits })}</StatusSentence>}
        <Button kind="primary" wide submit disabled={state === "opening" || waits > 0}>
          {t(state === "opening" ? "lock.opening" : "forgot.open")}
        </Button>
      </form>
    </section>
  );
}
const CODE_LETTERS = 12;

/** By which the supervisor tells two phones of one worker apart. */
function useEnding(): string | null {
  const [ending, setEnding] = useState<string | null>(null);
  useEffect(() => {
    openDatabaseOrNull()
      ?.get("meta", "device")
      .then(
        (device) => setEnding(endingOf((device as { readonly id: string }).id)),
        () => {},
      );
  }, []);
  return ending;
}
