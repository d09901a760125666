import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { go } from "../../app/router";
import { Screen } from "../../app/Screen";
import { join, session, signIn } from "../../app/session";
import { settings } from "../../app/settings";
import { hasJoined, storeState } from "../../app/storing";
import { t } from "../../i18n";
import { Button, Field, Fold, StatusSentence } from "../../ui";
import { faultWords, isOtpAsked, Short } from "./faults";

const CODE_LENGTH = 16;
const plain = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, "");
/** In fours, as it was read out. */
const spelled = (code: string): string => plain(code).replace(/(.{4})(?=.)/g, "$1-");

// Here and not in the screen: the code outlives a look at Crisis help's cards.
const typed = signal("");
/** The code came by the phone's own camera. */
const scanned = signal(false);

/** Joining a programme: a code from the supervisor, scanned or typed; or name and password. */
export default function JoinScreen({ params }: { readonly params: Readonly<Record<string, string>> }) {
  useEffect(() => {
    // A code is good for one phone: it does not stay in the address or in the browser's history.
    if (params.code === undefined) return;
    [scanned.value, typed.value] = [true, plain(params.code)];
    go("join", "replace");
  }, [params.code]);
  const back = session.value === "new" && !settings.value.welcomed ? "welcome" : "today";
  return (
    <Screen title={t("join.title")} back={back} shut>
      {storeState.value === "refused" ? <StatusSentence help>{t("join.no_storage")}</StatusSentence> : null}
      <p>{t(scanned.value ? "join.scanned" : hasJoined.value ? "join.another" : "join.what")}</p>
      <ByCode />
      <ByPassword />
    </Screen>
  );
}

function ByCode() {
  const { busy, fault, ask, clear } = useAsking();
  const submit = () => {
    if (plain(typed.value).length !== CODE_LENGTH) return ask(() => Promise.reject(new Short()));
    return ask(async () => {
      await join(typed.value);
      [scanned.value, typed.value] = [false, ""];
    });
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) submit();
      }}
    >
      <Field
        id="join-code"
        kind="letters"
        label={t("join.code")}
        hint={t("join.code_how")}
        value={spelled(typed.value)}
        fault={fault === null ? undefined : faultWords(fault)}
        onInput={(next) => {
          typed.value = next;
          clear();
        }}
      />
      <Button kind="primary" wide submit icon="join" disabled={busy}>
        {t(busy ? "join.asking" : "join.now")}
      </Button>
    </form>
  );
}

function ByPassword() {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  const { busy, fault, ask, clear } = useAsking();
  const asksOtp = fault !== null && isOtpAsked(fault);
  const [needsOtp, setNeedsOtp] = useState(false);
  if (asksOtp && !needsOtp) setNeedsOtp(true);
  return (
    <Fold label={t("join.by_password")} open={needsOtp || undefined}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (busy || username.trim() === "" || password === "") return;
          ask(() =>
            signIn({ username: username.trim(), password, otp: otp.trim() === "" ? null : otp.trim() }),
          );
        }}
      >
        <Field
          id="join-name"
          label={t("join.username")}
          value={username}
          onInput={(next) => {
            setUsername(next);
            clear();
          }}
        />
        <Field
          id="join-password"
          kind="secret"
          label={t("join.password")}
          value={password}
          fault={fault === null || asksOtp ? undefined : faultWords(fault)}
          onInput={(next) => {
            setPassword(next);
            clear();
          }}
        />
        {needsOtp && (
          <Field
            id="join-otp"
            kind="number"
            label={t("join.otp")}
            hint={t("join.otp_how")}
            value={otp}
            onInput={(next) => {
              setOtp(next);
              clear();
            }}
          />
        )}
        <Button wide submit disabled={busy}>
          {t(busy ? "join.asking" : "join.sign_in")}
        </Button>
      </form>
    </Fold>
  );
}

/** One question to the server at a time, and what it said no with. What comes after a yes, the session decides. */
function useAsking() {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const ask = (work: () => Promise<void>) => {
    setBusy(true);
    setFault(null);
    work().then(
      () => setBusy(false),
      (error: unknown) => {
        setFault(error);
        setBusy(false);
      },
    );
  };
  return { busy, fault, ask, clear: () => setFault(null) };
}
