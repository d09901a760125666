import { useState } from "preact/hooks";
import { speakTo } from "../../app/languages";
import { Screen } from "../../app/Screen";
import { workers } from "../../app/session";
import { expected, leadTo } from "../../app/whose";
import { t } from "../../i18n";
import type { WorkerOnPhone } from "../../store/vault";
import { Button, Picture } from "../../ui";
import { UnsentLine } from "../sync/line";
import { Forgotten } from "./forgotten";
import { Open } from "./open";

/** The phone is locked: whose turn is it? Then the PIN. */
export default function LockScreen() {
  const all = workers.value;
  const [chosen, setChosen] = useState<string | null>(expected);
  const [forgot, setForgot] = useState(false);
  const who = all.length === 1 ? all[0] : all.find(({ id }) => id === chosen);
  if (who === undefined) return <Tiles all={all} onChoose={(id) => setChosen(id)} />;
  const others =
    all.length === 1
      ? undefined
      : () => {
          setForgot(false);
          setChosen(null);
        };
  if (forgot || who.code_only)
    return <Forgotten who={who} onBack={who.code_only ? others : () => setForgot(false)} />;
  return <Open who={who} onForgotten={() => setForgot(true)} onOthers={others} />;
}

function Tiles({
  all,
  onChoose,
}: {
  readonly all: readonly WorkerOnPhone[];
  readonly onChoose: (id: string) => void;
}) {
  return (
    <Screen title={t("lock.who")} shut>
      <ul class="tiles">
        {all.map(({ id, name, picture, language, left }) => (
          <li key={id}>
            <button
              class="tile"
              type="button"
              onClick={() => {
                leadTo(id);
                speakTo({ id, language }, false); // the PIN is asked for in words that they read
                onChoose(id);
              }}
            >
              <Picture picture={picture} name={name} />
              <span dir="auto">{name}</span>
              {left && <span class="tile-why">{t("lock.left")}</span>}
            </button>
          </li>
        ))}
      </ul>
      <UnsentLine />
      <div>
        <Button kind="quiet" icon="plus" href="#/join">
          {t("lock.join")}
        </Button>
      </div>
    </Screen>
  );
}
