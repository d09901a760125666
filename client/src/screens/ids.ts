// All that this app's own code names of the content, beside what the engine reads (start, chart, visit, cadre, stock, earlier).
// content/pack.yaml lists the same under `app_reads`: `attune check` then fails where a pack, or an overlay on it, lacks one.

/** Sex and age: they stand in the record, and every entry of a visit carries them. */
export const SEX = "sex";
export const SEXES = ["female", "male", "other"] as const;
export const AGE = "age_years";

/** The shared fact "who else is here?", and the answers in which somebody may hear. */
export const ROOM = "room";
export const ALONE = "alone";
export const HEARD: readonly string[] = ["carer", "others"];

/** The guide's own question "who is with the person now?": the first one at imminent risk. */
export const WATCH = "sui_who_with";
export const WATCHERS = ["staff", "family", "nobody", "left"] as const;

/** "Which of these does the person take for this condition?" */
export const TAKES = "medicines_given";

/** What is kept of an exercise with the visit, when the worker says so. */
export const RELAX_EXERCISE = "relax_exercise";
export const RELAX_BEFORE = "relax_before";
export const RELAX_AFTER = "relax_after";

/** The condition group that the content gives to conclusions on self-harm. */
export const SELF_HARM = "self_harm";

/** Tiers whose conclusions are written at once, whatever becomes of the consultation. */
export const AT_ONCE: readonly string[] = ["serious_act", "imminent_risk"];

const codes = (question: string, options: readonly string[]) => options.map((code) => `${question}.${code}`);

/** The whole of it, as `app_reads` has it. */
export const APP_READS = {
  answers: [
    ...codes(SEX, SEXES),
    AGE,
    ...codes(ROOM, [ALONE, ...HEARD]),
    ...codes(WATCH, WATCHERS),
    TAKES,
    RELAX_EXERCISE,
    RELAX_BEFORE,
    RELAX_AFTER,
  ],
  conditions: [SELF_HARM],
  tiers: AT_ONCE,
};
