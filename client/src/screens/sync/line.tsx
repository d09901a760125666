import { today } from "../../app/around";
import { session } from "../../app/session";
import { isComplete, lastSent, syncState, unsent } from "../../app/sync";
import { Icon, StatusSentence } from "../../ui";
import { needsHelp, sentence, type Told } from "./words";

export const told = (): Told => ({
  state: syncState.value,
  unsent: unsent.value,
  lastSent: lastSent.value,
  isComplete: isComplete.value,
  isOpen: session.value === "open",
  today: today.value,
});

/** What is unsent, in one line that leads to more. */
export function SyncLine() {
  const now = told();
  const help = needsHelp(now);
  return (
    <a class={help ? "status sync-line status-help" : "status sync-line"} href="#/sync">
      <Icon name={help ? "warn" : "send"} />
      <span class="sync-line-words">{sentence(now)}</span>
      <Icon name="next" />
    </a>
  );
}

/** The same on the lock screen, where it leads nowhere: only who is in can send. */
export function UnsentLine() {
  const now = told();
  const help = needsHelp(now);
  return (
    <StatusSentence help={help} icon={help ? "warn" : "send"}>
      {sentence(now)}
    </StatusSentence>
  );
}
