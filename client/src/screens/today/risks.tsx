import { useEffect, useRef, useState } from "preact/hooks";
import { practising } from "../../app/entries";
import { personName, risks } from "../../app/people";
import { RiskCard, stateWords } from "../../app/RiskCard";
import { hasJoined } from "../../app/storing";
import { t } from "../../i18n";
import type { Risk } from "../../store/projections";
import { List, ListLink, Tag } from "../../ui";

/** Every open risk, before all else: one in full, the others each in a row that opens in its place. */
export function Risks() {
  const [chosen, setChosen] = useState<string | null>(null);
  const inFull = useRef<HTMLDivElement>(null);
  // Whoever opened a row is led to what it opened.
  useEffect(() => {
    if (chosen !== null) inFull.current?.focus();
  }, [chosen]);
  const [first] = risks.value;
  if (first === undefined) return null;
  const shown = risks.value.find(({ since }) => since === chosen) ?? first;
  const others = risks.value.filter((risk) => risk !== shown);
  return (
    <>
      <div ref={inFull} tabIndex={-1}>
        <RiskCard key={shown.since} risk={shown} />
      </div>
      {others.length > 0 && (
        <section class="risks-more stack-tight" aria-labelledby="risks-more">
          <h2 id="risks-more">{t("risk.more", { n: others.length })}</h2>
          <List>
            {others.map((risk) => (
              <ListLink
                key={risk.since}
                icon="warn"
                title={personName(risk.subject)}
                why={<Why risk={risk} />}
                onClick={() => setChosen(risk.since)}
              />
            ))}
          </List>
        </section>
      )}
    </>
  );
}

/** "Nobody is with the person." In practice, that this one is not. */
function Why({ risk }: { readonly risk: Risk }) {
  const real = practising.value && hasJoined.value && !risk.entry.practice;
  return (
    <>
      {stateWords(risk.entry)}
      {real && (
        <>
          <br />
          <Tag kind="urgent">{t("risk.real")}</Tag>
        </>
      )}
    </>
  );
}
