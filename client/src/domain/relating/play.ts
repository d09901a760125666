/**
 * A play is its list of choices: everything else is computed from it. Twin of src/attune/relating/play.py.
 *
 * A choice is the id of an offered line; between two visits it is `remind` or `no_reminder`, and after a missed one `call` or
 * `no_call`.
 */
import { between, likelyToMiss, likelyToTry } from "./between";
import { disclosed, isBig } from "./disclose";
import { ENDS, eventOf, type Heard, offered, type Script, STRAINS, scriptOf } from "./lines";
import { answer, bandOf, cues, isMismatch, opening, reply } from "./speech";
import { type Model, modelOf, type Person, round6, type State, shown, start, startAgain } from "./state";
import { classInEffect, type Move, takeTurn } from "./turn";
import type {
  Case,
  Fact,
  Happened,
  Known,
  Levels,
  Line,
  Played,
  PlayedTurn,
  PlayedVisit,
  PromiseMade,
  Relating,
  Result,
  Talk,
  Visit,
} from "./types";

export const REMINDERS: readonly string[] = ["remind", "no_reminder"];
export const CALLS: readonly string[] = ["call", "no_call"];
const MISSED_FROM = 0.5;
const STRAIN_WINDOW = 2;
const TURNS = 18;
/** The pattern of a case as it is meant. */
export const OWN = "own";

/** The person of a case; a pattern replaces the three tendencies and nothing else. */
export function personOf(relating: Relating, of: Case, pattern: string = OWN): Person {
  const { params } = of;
  const from = pattern === OWN ? params : relating.profiles.find(({ id }) => id === pattern);
  if (from === undefined) throw new Error(`There is no pattern ${pattern}.`);
  return { a: from.a, v: from.v, d: from.d, stress: params.stress ?? 0, t_off: params.t_off ?? 0 };
}

/**
 * Everything that followed from the choices, and what is offered now.
 *
 * A choice that is not offered ends the reading: it stands in `problem`, and what came before holds.
 */
export function play(
  relating: Relating,
  of: Case,
  pattern: string = OWN,
  choices: readonly string[] = [],
): Played {
  return new Playing(relating, of, pattern).read(choices);
}

/** What a debrief draws. */
export const levels = (model: Model, person: Person, state: State): Levels => ({
  T: round6(state.T),
  A: round6(state.A),
  R: round6(state.R),
  C: round6(state.C),
  S: round6(shown(model, person, state)),
});

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A play in progress, that can be read on from where it stands. */
export class Playing {
  private made = 0;
  private offered: readonly string[];
  private problem: Played["problem"] = null;
  private readonly talk: Talk;
  private readonly model: Model;
  private readonly person: Person;
  private readonly own: Person;
  private readonly script: Script;
  private visitAt = 0;
  private state: State;
  private heard: Heard;
  private readonly turns: PlayedTurn[] = [];
  private readonly visits: Mutable<PlayedVisit>[];
  private readonly facts: Record<string, Known>;
  private promise: PromiseMade = "neither";
  private phase: Played["phase"] = "talk";

  constructor(
    relating: Relating,
    private readonly of: Case,
    private readonly pattern: string,
  ) {
    this.talk = relating.talk;
    this.model = modelOf(relating.model);
    this.person = personOf(relating, of, pattern);
    this.own = personOf(relating, of);
    this.script = scriptOf(relating.talk, of);
    this.state = start(this.model, this.personNow(), {
      K: of.params.K,
      L: of.params.L,
      companion: this.bringsCompanion(),
      event: this.visit.event ?? 0,
    });
    this.heard = this.entering(null);
    this.visits = [this.opened()];
    this.facts = Object.fromEntries(of.facts.map(({ id }) => [id, "unasked"]));
    this.offered = offered(this.script, this.heard);
  }

  private get visit(): Visit {
    return this.script.visits[this.visitAt] as Visit;
  }

  /** Stress may have changed since the first visit. */
  private personNow(): Person {
    return { ...this.person, stress: this.visit.stress ?? this.person.stress };
  }

  private bringsCompanion(): boolean {
    return this.of.setting.companion !== undefined && (this.visit.companion ?? true);
  }

  private entering(before: Heard | null): Heard {
    return {
      visit: this.visit.id,
      turns: this.visit.turns ?? TURNS,
      topic: this.visit.starts_in,
      turn: 0,
      companion: this.state.companion,
      said: [],
      saidEver: before?.saidEver ?? new Set(),
      told: before?.told ?? new Set(),
      asked: before?.asked ?? new Set(),
      events: new Set(),
      fact: "",
    };
  }

  private opened(): PlayedVisit {
    const person = this.personNow();
    return {
      id: this.visit.id,
      opening: opening(this.visit, person),
      start: levels(this.model, person, this.state),
      companion: this.state.companion,
      cues: cues(this.model, this.talk, this.of, person, this.state, []),
    };
  }

  // ------------------------------------------------------------ choices

  /** Reads on, and says what followed from all choices so far. */
  read(choices: readonly string[]): Played {
    for (const choice of choices) {
      if (this.problem !== null) break;
      if (this.offered.includes(choice)) this.choose(choice);
      else this.problem = { n: this.made, choice, offered: [...this.offered] };
      this.made += 1;
    }
    return this.result();
  }

  private choose(choice: string): void {
    if (this.phase === "talk") this.say(choice);
    else if (this.phase === "reminder") this.remind(choice === "remind");
    else if (choice === "call") this.nextVisit(true);
    else this.over();
  }

  private say(name: string): void {
    const line = this.script.lines.get(name) as Line;
    const { model, state: before } = this;
    const person = this.personNow();
    const [fact, result] = this.asked(line, person);
    const big = fact !== null && result === "full" && isBig(model, fact) ? fact.s : 0;
    const move: Move = {
      class: line.class,
      quality: line.quality === undefined ? 0 : model.numbers[`quality_${line.quality}`],
      explained_breach: line.explained_breach ?? false,
      companion_leaves: line.companion_leaves ?? false,
      big,
    };
    const inEffect = classInEffect(before, move);
    const [state, reasons] = takeTurn(model, person, before, move);
    this.state = state;
    this.learn(fact, line, result);
    this.promised(line.class);
    const mismatch = isMismatch(model, person, state);
    const said = [...this.heard.said, name];
    this.heard = {
      ...this.heard,
      turn: this.heard.turn + 1,
      said,
      saidEver: new Set([...this.heard.saidEver, name]),
      companion: state.companion,
      events: eventOf(result, this.isStrained(said), state.freeze, mismatch),
      fact: fact?.id ?? "",
      topic: line.opens ?? (this.script.topicOf.get(name) || this.heard.topic),
    };
    const residual = result === "hint" || result === "deflect" || result === "deny" ? fact?.cues : undefined;
    this.turns.push({
      n: this.turns.length + 1,
      visit: this.visit.id,
      line: name,
      class: line.class,
      in_effect: inEffect,
      fact: fact?.id ?? null,
      result,
      big: big > 0,
      full: line.quality === "full",
      alone: !before.companion,
      companion_left: before.companion && !state.companion,
      reply: this.reply(line, fact, result, person),
      cues: cues(model, this.talk, this.of, person, state, residual ?? []),
      mismatch,
      freeze: state.freeze,
      band: bandOf(model, state),
      before: levels(model, person, before),
      after: levels(model, person, state),
      reasons,
    });
    if (ENDS.includes(line.class) || this.heard.turn >= this.heard.turns) this.endVisit();
    else this.offered = offered(this.script, this.heard);
  }

  /** The fact that the line asks or touches, and how it is answered. What was told is not told anew. */
  private asked(line: Line, person: Person): readonly [Fact | null, Result | null] {
    const name = line.asks ?? line.touches;
    if (name === undefined) return [null, null];
    const fact = this.script.facts.get(name) as Fact;
    if (this.facts[name] === "told") return [fact, this.state.freeze ? "frozen" : "known"];
    // What a line only comes near, no class brings out in full.
    const asked = line.touches === undefined ? fact : { ...fact, needs: [] };
    return [fact, disclosed(this.model, person, this.state, asked, line.class)];
  }

  private learn(fact: Fact | null, line: Line, result: Result | null): void {
    if (line.asks !== undefined)
      this.heard = { ...this.heard, asked: new Set([...this.heard.asked, line.asks]) };
    if (fact === null || result === null || this.facts[fact.id] === "told") return;
    if (result === "full") {
      this.facts[fact.id] = "told";
      this.heard = { ...this.heard, told: new Set([...this.heard.told, fact.id]) };
    } else if (result === "hint") this.facts[fact.id] = "hinted";
    else if (line.asks !== undefined && this.facts[fact.id] === "unasked") this.facts[fact.id] = "asked";
  }

  /** How the visit is being left: an offer without limit outweighs a frame, a frame counts once it was accepted. */
  private promised(name: string): void {
    if (name === "offer_extra") this.promise = "extra";
    else if (name === "predictable_limit" && this.state.frame && this.promise !== "extra")
      this.promise = "predictable";
  }

  /** Did one of the last sentences do harm that nobody has owned yet? */
  private isStrained(said: readonly string[]): boolean {
    const last = said.slice(-STRAIN_WINDOW).map((name) => (this.script.lines.get(name) as Line).class);
    return last.some((name) => STRAINS.has(name)) && last.at(-1) !== "repair";
  }

  private reply(line: Line, fact: Fact | null, result: Result | null, person: Person): string {
    const band = bandOf(this.model, this.state);
    if (fact !== null && result !== null) {
      const said = answer(this.talk, this.of, line, fact, result, band);
      if (said !== null) return said;
    }
    if (this.state.freeze && result === null) return "";
    return reply(this.talk, this.of, line, { person, own: this.own }, band);
  }

  // ------------------------------------------------------------ the end of a visit, and between visits

  private get last(): Mutable<PlayedVisit> {
    return this.visits[this.visits.length - 1] as Mutable<PlayedVisit>;
  }

  private endVisit(): void {
    const { model, state } = this;
    const person = this.personNow();
    Object.assign(this.last, {
      end: levels(model, person, state),
      promise: this.promise,
      miss: likelyToMiss(model, person, state, false),
      miss_with_reminder: likelyToMiss(model, person, state, true),
      try: likelyToTry(model, state),
    });
    if (this.visitAt + 1 < this.script.visits.length) {
      this.phase = "reminder";
      this.offered = REMINDERS;
    } else this.over();
  }

  private remind(reminder: boolean): void {
    const { last } = this;
    last.reminder = reminder;
    last.missed = ((reminder ? last.miss_with_reminder : last.miss) as number) >= MISSED_FROM;
    if (last.missed) {
      this.phase = "missed";
      this.offered = CALLS;
    } else this.nextVisit(false);
  }

  private nextVisit(missed: boolean): void {
    const [state, { contacts, broken }] = between(this.model, this.personNow(), this.state, this.promise);
    Object.assign(this.last, { contacts, broken });
    const { promise } = this;
    this.promise = "neither";
    this.visitAt += 1;
    this.state = startAgain(this.model, this.personNow(), state, {
      companion: this.bringsCompanion(),
      event: this.visit.event ?? 0,
    });
    this.heard = this.entering(this.heard);
    const happened = (this.visit.happened ?? [])
      .filter((each) => this.tookPlace(each, promise, missed, broken))
      .map(({ id }) => id);
    this.visits.push({ ...this.opened(), happened });
    this.phase = "talk";
    this.offered = offered(this.script, this.heard);
  }

  private tookPlace(each: Happened, promise: PromiseMade, missed: boolean, broken: boolean): boolean {
    const { told, saidEver } = this.heard;
    return (
      (each.promise ?? [promise]).includes(promise) &&
      (each.missed ?? missed) === missed &&
      (each.broken ?? broken) === broken &&
      (each.told ?? []).every((id) => told.has(id)) &&
      !(each.not_told ?? []).some((id) => told.has(id)) &&
      (each.said ?? []).every((id) => saidEver.has(id)) &&
      !(each.not_said ?? []).some((id) => saidEver.has(id))
    );
  }

  private over(): void {
    this.phase = "over";
    this.offered = [];
  }

  // ------------------------------------------------------------ what came out

  /** Copies, as far as reading on changes them: who has an earlier result keeps it. */
  private result(): Played {
    return {
      case: this.of.id,
      pattern: this.pattern,
      phase: this.phase,
      visit: this.visit.id,
      turn: this.heard.turn,
      turns_left: Math.max(0, this.heard.turns - this.heard.turn),
      topic: this.heard.topic,
      companion: this.heard.companion,
      turns: [...this.turns],
      visits: this.visits.map((visit) => ({ ...visit })),
      facts: { ...this.facts },
      offered: [...this.offered],
      problem: this.problem,
    };
  }
}
