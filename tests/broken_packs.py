"""Broken packs: each is the minimal pack with one thing changed, and the one fault that must be named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Change(NamedTuple):
    """In `file` the words `old` (found once) become `new`. No `old`: `new` is the whole file. No `new` but `old`: taken out."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Broken:
    name: str
    change: Change | tuple[Change, ...]
    says: str  # the fault's sentence
    at: str = ""  # words that stand in the fault's line; else the first line of what was written
    nearest: str = ""
    expected: str = ""
    file: str = ""  # where the fault is; else the changed file
    released: bool = False  # is the pack locked as it was before the change?

    @property
    def changes(self) -> tuple[Change, ...]:
        return (self.change,) if isinstance(self.change, Change) else self.change


DEP, SUI, PSY = "modules/dep.yaml", "modules/sui.yaml", "planned/psy.yaml"
PACK, FACTS, CARD = "pack.yaml", "facts.yaml", "emergencies/emg_self_harm.yaml"

BROKEN = [
    # ------------------------------------------------------------ YAML
    Broken("tab", Change(DEP, "    title: Does the person", "\ttitle: Does the person"),
           "This is not YAML: it is indented with a tab; use spaces.", at="\ttitle"),
    Broken("colon", Change(SUI, "text: Do not leave the person alone.", "text: Safety: do not leave."),
           "This is not YAML: text with a colon in it needs quotes around it."),
    Broken("open quote", Change(DEP, 'is: "%dep_core.exists() and', 'is: "%dep_core.exists()" and'),
           "This is not YAML: the indentation does not fit the lines above, or a quote is missing."),
    Broken("percent without quotes", Change(SUI, 'when: "%sui_thoughts_now"', "when: %sui_thoughts_now"),
           "This is not YAML: text that begins with %, @ or ` needs quotes around it."),
    Broken("duplicate key", Change(SUI, "    register: SUI\n", "    register: SUI\n    register: SUI2\n"),
           "The key register stands here twice; first in line 26.", at="SUI2"),
    Broken("anchor", Change(SUI, "    sources: [W16 p.136]", "    sources: &a [W16 p.136]\n    marks: *a"),
           "Anchors and aliases (& and *) are not used in content files.", at="sources: &a"),
    Broken("empty module", Change(SUI, "", "# nothing here yet\n"), "The file is empty."),
    Broken("unknown file", Change("modules/dep.yml", "", "id: dep\n"), "A pack has no file modules/dep.yml.",
           nearest="modules/dep.yaml", at="id"),
    # ------------------------------------------------------------ keys and types
    Broken("unknown key", Change(SUI, "    harm_word: true", "    harm_words: true"),
           "A conclusion has no key harm_words.", nearest="harm_word"),
    Broken("misspelt required key", Change(SUI, "    text: Do not leave", "    txt: Do not leave"),
           "A plan line has no key txt.", nearest="text"),
    Broken("missing key", Change(SUI, "    text: Do not leave the person alone.\n", ""),
           "A plan line needs text.", at="id: sui_not_alone", expected="the key text"),
    Broken("comma without quotes", Change(DEP, "text: Bad sleep }", "text: Bad sleep, or too much }"),
           "An option has no key or too much.", expected="quotes around words that hold a comma"),
    Broken("yes is no truth", Change(SUI, "self_harm: true", "self_harm: yes"),
           "'yes' cannot stand here.", expected="true or false"),
    Broken("days as words", Change(SUI, "to_days: 2", "to_days: two"), "'two' cannot stand here.", expected="a whole number"),
    Broken("unknown type", Change(DEP, "type: yes_no", "type: yesno"), "'yesno' cannot stand here.", nearest="yes_no"),
    Broken("unknown kind", Change(SUI, "kind: safety", "kind: safty"), "'safty' cannot stand here.", nearest="safety"),
    Broken("unknown group", Change(SUI, "group: now", "group: soon"), "'soon' cannot stand here.",
           expected="one of now, today, home, next"),
    Broken("unknown mark", Change(DEP, "marks: [reading]", "marks: [redaing]"), "'redaing' cannot stand here.", nearest="reading"),
    Broken("bad id", Change(DEP, "id: dep_talk", "id: Dep-talk"), "'Dep-talk' cannot be an id.",
           expected="small letters, digits and _, a letter first"),
    Broken("list where words belong", Change(SUI, "title: Self-harm and suicide", "title: [Self-harm, suicide]"),
           "A list cannot stand here.", expected="words"),
    # ------------------------------------------------------------ ids
    Broken("duplicate id", Change(DEP, "id: dep_talk", "id: dep_fu_week"),
           "The id dep_fu_week is already a plan line in FILE, line 48.", at="{ id: dep_fu_week",
           expected="an id that nothing else in the pack has"),
    Broken("id of another module", Change(DEP, "id: dep_talk", "id: talk"),
           "The id talk stands in the module dep and does not begin with dep_.", expected="dep_talk"),
    Broken("engine name", Change("exercises/breathing_guide.yaml", "id: breathing_guide_sit", "id: done"), "The name done belongs to the engine.",
           expected="another id"),
    Broken("wrong file name", Change(CARD, "id: emg_self_harm\n", "id: emg_selfharm\n"),
           "The id is emg_selfharm, but the file is called emg_self_harm.yaml.", expected="emg_self_harm"),
    Broken("option code twice", Change(DEP, "{ id: appetite, text: Bad appetite }", "{ id: sleep, text: Bad appetite }"),
           "The option code sleep stands here twice; first in line 25."),
    Broken("none as an option", Change(DEP, "{ id: appetite, text: Bad appetite }", "{ id: none, text: None of these }"),
           "none is offered by the app itself and must not be an option.", expected="no such option"),
    # ------------------------------------------------------------ rules
    Broken("unknown name", Change(DEP, 'when: "%dep_core.exists()"', 'when: "%dep_cor.exists()"'),
           "There is no %dep_cor.", nearest="%dep_core"),
    Broken("a rule reads a plan line", Change(SUI, 'text: See again the next day, when: "%sui_imminent"', 'text: See again the next day, when: "%sui_not_alone"'),
           "%sui_not_alone is a plan line; a rule reads questions, rules, conclusions and constants."),
    Broken("unknown option", Change(DEP, "'worthless' in", "'worthles' in"),
           "'worthles' is no option of %dep_additional.", nearest="worthless"),
    Broken("wrong operator", Change(DEP, "%dep_enough and %age_years < 12", "%dep_enough && %age_years < 12"),
           "&& cannot be used here.", expected="Write and"),
    Broken("not in front", Change(SUI, 'when: "%sui_thoughts_now"', 'when: "not %sui_thoughts_now"'),
           "not stands after what it denies.", expected="Write (...).not() or %name.not()"),
    Broken("list as truth", Change(DEP, 'is: "%dep_core.exists() and', 'is: "%dep_core and'),
           "and joins answers that are yes or no, this is a list of codes.",
           expected="Ask with exists(), count() or 'code' in %name"),
    Broken("asks after an unknown question", Change(SUI, 'when: "%sui_thoughts_now"', "when: \"'sui_thoughts' in %not_known\""),
           "'sui_thoughts' is no id of %not_known.", nearest="sui_thoughts_now"),
    Broken("invariant over an unknown line", Change("invariants/dep.yaml", "'dep_amitriptyline' in %plan", "'dep_amitriptylin' in %plan"),
           "'dep_amitriptylin' is no id of %plan.", nearest="dep_amitriptyline"),
    Broken("rules in a ring", Change(DEP, "rules:\n", "rules:\n  - { id: dep_a, text: a, is: \"%dep_b\", sources: [RM 1] }\n  - { id: dep_b, text: b, is: \"%dep_a\", sources: [RM 1] }\n"),
           "These depend on each other in a ring: dep_a -> dep_b -> dep_a.", at="id: dep_a,", expected="a rule that does not read itself"),
    Broken("a guard that reads its own rule", Change(DEP, 'when: "%dep_core.exists()"', 'when: "%dep_likely"'),
           "These depend on each other in a ring: dep_additional -> dep_likely -> dep_enough -> dep_additional.",
           at='        when: "%dep_likely"',
           expected="a rule that does not read itself"),
    # ------------------------------------------------------------ questions
    Broken("no options", Change(DEP, "type: yes_no, ask: Does the person feel better?", "type: multi, ask: Does the person feel better?"),
           "A multi question needs options.", expected="the key options"),
    Broken("min over max", Change(FACTS, "min: 0, max: 120", "min: 130, max: 120"), "min 130 is more than max 120.",
           expected="min at most max"),
    Broken("number without unit", Change(FACTS, "unit: years, ", ""), "A number question needs unit.", at="id: age_years",
           expected="the key unit"),
    Broken("if_unknown missing", Change(FACTS, "unit: years, if_unknown: ask_later,", "unit: years,"),
           "The question age_years does not say what follows when the answer is not known.", at="id: age_years",
           expected="if_unknown: ask_later, refer, carry_on or { treat_as: VALUE }"),
    Broken("carry_on although read", Change(FACTS, "unit: years, if_unknown: ask_later,", "unit: years, if_unknown: carry_on,"),
           "carry_on cannot stand here, because a rule reads age_years (DIR/modules/dep.yaml, line 46).",
           at="id: age_years", expected="ask_later, refer or { treat_as: VALUE }"),
    Broken("carry_on for self-harm", Change(SUI, "if_unknown: ask_later", "if_unknown: carry_on"),
           "A question on self-harm is never passed over.", expected="if_unknown: ask_later or refer"),
    Broken("treat_as no option", Change(DEP, "        ask: And which of these?\n        when: \"%dep_core.exists()\"\n        if_unknown: ask_later",
                                        "        ask: And which of these?\n        when: \"%dep_core.exists()\"\n        if_unknown: { treat_as: [sleeep] }"),
           "sleeep is no option of dep_additional.", at="treat_as", nearest="sleep"),
    Broken("unknown fact", Change(DEP, "- fact: illnesses", "- fact: illneses"), "There is no fact illneses in facts.yaml.",
           nearest="illnesses"),
    Broken("a shell fact is asked", Change(DEP, "- fact: illnesses", "- fact: cadre"),
           "The fact cadre is given by the app, so no step asks it."),
    Broken("must-have fact", Change(FACTS, "id: stock,", "id: stocks,"), "facts.yaml has no question stock, which the engine reads.",
           at="questions:", nearest="stocks"),
    Broken("must-have rule", Change(FACTS, '  - { id: follow_up_early, text: There is risk, is: "%sui_imminent", sources: [RM 3] }\n', ""),
           "facts.yaml has no rule follow_up_early, which says when the earlier date of a range is taken.", at="questions:", expected="follow_up_early"),
    # ------------------------------------------------------------ sources and marks
    Broken("no source", Change(SUI, "    sources: [W16 p.136]\n", ""), "The plan line sui_not_alone decides or recommends and has no source.",
           at="id: sui_not_alone", expected="sources: [CODE place]"),
    Broken("deciding question without source", Change(FACTS, "if_unknown: ask_later, sources: [W16 p.19]", "if_unknown: ask_later"),
           "The question age_years is read by a rule and has no source.", at="id: age_years", expected="sources: [CODE place]"),
    Broken("unknown source", Change(SUI, "sources: [W16 p.136]", "sources: [W61 p.136]"), "There is no source W61 in sources.yaml.",
           nearest="W16"),
    Broken("source without its place", Change(SUI, "sources: [W16 p.136]", "sources: [W16]"), "The source W16 lacks the place in it.",
           expected="W16 p.12"),
    Broken("rests on what is not verified", Change(SUI, "    condition: self_harm\n", "    condition: self_harm\n    marks: [unverified]\n"),
           "The conclusion sui_imminent rests on what is not verified, which may inform and never decide.", at="marks:",
           expected="a verified source, or no such line"),
    Broken("dose not verified", Change(DEP, "    edition: 2016\n    sources: [W16 p.28]\n  - id", "    edition: 2016\n    sources: [W16 p.28]\n    marks: [unverified]\n  - id"),
           "The plan line dep_fluoxetine rests on what is not verified, which may inform and never decide.", at="marks: [unverified]",
           expected="a verified source, or no such line"),
    # ------------------------------------------------------------ plan
    Broken("unknown tier", Change(SUI, "    kind: safety\n    text: Do not leave the person alone.\n    when: \"%sui_imminent\"\n    tier: imminent_risk",
                                  "    kind: safety\n    text: Do not leave the person alone.\n    when: \"%sui_imminent\"\n    tier: iminent_risk"),
           "There is no tier iminent_risk.", at="iminent_risk", nearest="imminent_risk"),
    Broken("exit to nowhere", Change(DEP, "to: psy", "to: psys"), "The exit opens psys, which is neither in the pack nor planned.", nearest="psy"),
    Broken("unknown exercise", Change(DEP, "    text: Explain what depression is.", "    exercise: breathing_guid\n    text: Explain what depression is."),
           "There is no exercise breathing_guid.", nearest="breathing_guide"),
    Broken("presentation to nowhere", Change("chart.yaml", "opens: dep", "opens: deb"),
           "The presentation opens deb, which is neither in the pack nor planned.", nearest="dep"),
    Broken("prescriber without instead", Change(CARD, "instead: Call the prescriber., ", ""),
           "emg_self_harm_antidote is for the prescriber and does not say what others do.", at="id: emg_self_harm_antidote",
           expected="the key instead"),
    Broken("dose for everyone", Change(CARD, "who: prescriber, instead: Call the prescriber., ", ""),
           "emg_self_harm_antidote gives a dose to everyone.", at="id: emg_self_harm_antidote", expected="who: prescriber"),
    Broken("medicine without not_here", Change(DEP, "    dose: 25 mg at night.\n    dose_sign_off: true\n    not_here: Begin without a medicine and refer.\n",
                                               "    dose: 25 mg at night.\n    dose_sign_off: true\n"),
           "dep_amitriptyline names a medicine and does not say what to do when it is not here.", at="id: dep_amitriptyline",
           expected="the key not_here"),
    Broken("unknown medicine", Change(DEP, "medicine: amitriptyline", "medicine: amitryptiline"),
           "amitryptiline is no option of the fact stock.", nearest="amitriptyline"),
    Broken("days the wrong way", Change(SUI, "from_days: 1, to_days: 2", "from_days: 3, to_days: 2"),
           "from_days 3 is after to_days 2.", expected="from_days at most to_days"),
    # ------------------------------------------------------------ the pack
    Broken("module not there", Change(PACK, "modules: [sui, dep]", "modules: [sui, dep, oth]"),
           "The module oth is not in the pack: there is no modules/oth.yaml."),
    Broken("module not listed", Change(PACK, "modules: [sui, dep]", "modules: [sui]"),
           "The file modules/dep.yaml is not listed in pack.yaml.", file=DEP, at="id: dep\n", expected="dep in modules"),
    Broken("planned without fallback", Change(PACK, "planned_modules: [psy]", "planned_modules: [psy, epi]"),
           "The planned module epi has no file that says what to do instead: there is no planned/epi.yaml."),
    Broken("fallback without self-harm", Change(PSY, "{ id: psy_to_sui, to: sui, text: Self-harm is asked about first.",
                                                '{ id: psy_to_sui, to: sui, when: "%sui_imminent", text: Self-harm is asked about first.'),
           "The planned module psy lacks an exit to the self-harm module that always holds.", at="id: psy\n", expected="an exit without when, to: sui"),
    Broken("fallback without urgent lines", Change(PSY, "    group: now\n    kind: safety\n    text: Stay with the person.\n    tier: imminent_risk",
                                                   "    group: now\n    kind: psychosocial\n    text: Stay with the person."),
           "The planned module psy lacks an urgent line.", at="id: psy\n", expected="a plan line with a tier or kind: safety"),
    Broken("fallback without referral", Change(PSY, "kind: referral", "kind: psychosocial"),
           "The planned module psy lacks a referral that always holds.", at="id: psy\n",
           expected="a plan line of kind: referral without when"),
    Broken("version", Change(PACK, "version: 0.1.0", "version: one"), "one is no version.", expected="three numbers, such as 1.4.0"),
    Broken("last tier", Change(PACK, "tiers: [serious_act, imminent_risk, routine]", "tiers: [routine, serious_act, imminent_risk]"),
           "The last tier must be routine: what has no tier is routine.", expected="routine at the end"),
    Broken("signed by nobody", Change(PACK, "{ status: training, signed_by: null }", "{ status: signed, version: 0.1.0, on: 2026-11-01, seal: x }"),
           "A signed review needs signed_by.", expected="the key signed_by, or status: training"),
    Broken("cadre that the pack lacks", Change(FACTS, "shell: true, codes_from: cadres }",
                                               "shell: true, options: [{ id: doctor, text: Doctor }, { id: community_worker, text: Worker }, { id: nurse, text: Nurse }] }"),
           "pack.yaml has no cadre nurse.", expected="doctor, community_worker"),
    Broken("who prescribes, said twice", Change(PACK, "prescribes: false", "prescribes: true"),
           "A community_worker does not prescribe by the rule prescribes of facts.yaml.", at="text: Community worker", expected="prescribes: false, or another rule"),
    Broken("chart under another name", Change("chart.yaml", "id: chart,", "id: chart_first,"),
           "The engine reads the chart's question with the id chart.", expected="chart"),
    Broken("chart with one answer", Change("chart.yaml", "type: multi,", "type: choice,"),
           "The engine reads the chart's question with the type multi.", expected="multi"),
    Broken("demo person without visits", Change("demo/people.yaml", "  visits:\n    - {", "  visit:\n    - {"),
           "A demo person has no key visit.", nearest="visits", at="  visit:"),
    Broken("demo answer to nothing", Change("demo/people.yaml", "dep_core:", "dep_cor:"),
           "There is no question or plan line dep_cor.", nearest="dep_core"),
    Broken("demo visit by nobody", Change("demo/people.yaml", "cadre: doctor", "cadre: docter"),
           "There is no cadre docter.", nearest="doctor"),
    Broken("withdrawn line that is none", Change("withdrawn.yaml", "", "- { id: dep_amitriptylin, reason: recalled, on: 2026-11-01 }\n"),
           "There is no line to withdraw dep_amitriptylin.", nearest="dep_amitriptyline"),
    # ------------------------------------------------------------ ids.lock (of the minimal pack as it is) and aliases
    Broken("released id gone", (Change(DEP, "id: dep_talk", "id: dep_talking"),), "The released plan line dep_talk is gone.",
           file="ids.lock", at="dep_talk plan-line", nearest="dep_talking", released=True),
    Broken("released id reused", (Change(DEP, "id: dep_enough", "id: dep_better_now"), Change(DEP, "id: dep_better,", "id: dep_enough,"),
                                  Change(DEP, 'when: "%dep_enough", condition', 'when: "%dep_better_now", condition'),
                                  Change(DEP, 'when: "%dep_enough and %age', 'when: "%dep_better_now and %age'),
                                  Change("aliases.yaml", "", "dep_better: dep_enough\n")),
           "The id dep_enough was released as a rule and cannot become a question.", at="id: dep_enough,", expected="a new id", released=True),
    Broken("type of a released question", Change(DEP, "{ id: dep_better, type: yes_no, ask: Does the person feel better?",
                                                 "{ id: dep_better, type: text, ask: Does the person feel better?"),
           "The question dep_better was released as yes_no and cannot become text.", expected="yes_no, or a new question", released=True),
    Broken("released option gone", Change(DEP, "          - { id: appetite, text: Bad appetite }\n", ""),
           "The released option appetite of dep_additional is gone.", at="id: sleep",
           expected="the option appetite, or the alias dep_additional.appetite", released=True),
    Broken("alias to nowhere", (Change(DEP, "id: dep_talk", "id: dep_explain"), Change("aliases.yaml", "", "dep_talk: dep_explan\n")),
           "The alias dep_talk points to dep_explan, which is not in the pack.", file="aliases.yaml", at="dep_talk", nearest="dep_explain", released=True),
    Broken("version goes back", Change(PACK, "version: 0.1.0", "version: 0.0.9"), "Version 0.1.0 was locked, so 0.0.9 would go back.",
           expected="0.1.0 or later", released=True),
    Broken("lock line", Change("ids.lock", "dep_talk plan-line", "dep_talk planline"), "This line of ids.lock cannot be read.",
           expected="id kind [type [codes]]", released=True),
    # ------------------------------------------------------------ translations
    Broken("language not listed", Change("translations/sw.po", "", 'msgid ""\nmsgstr ""\n'), "pack.yaml does not list the language sw.",
           at="msgid", expected="sw in languages"),
    Broken("broken PO", (Change(PACK, "languages: [en]", "languages: [en, sw]"), Change("translations/sw.po", "", 'msgid ""\nmsgstr ""\n\nmsgctxt "dep:title\nmsgid "Depression"\n')),
           "This is no PO file: the line cannot be read.", file="translations/sw.po", at="dep:title",
           expected='msgctxt "ID:field", msgid "...", msgstr "..."'),
]  # fmt: skip
