"""The names that the model of virtual patients must give: attune.relating, which stands above this room, reads them all."""

from __future__ import annotations

_NUMBERS = """
start_trust start_trust_a start_trust_v start_trust_d rest rest_a rest_d arousal_a arousal_strain control reliability soothing
capacity shown_a shown_v mismatch band_low band_high level_low level_high frame_window frame_strain_a frame_trust_a ground_alone
ground_alone_d prepared_window prepared_share reassure_fade reassure_later reassure_later_a reassure_later_d reassure_trust_a
close_d close_later closed_row closed_trust freeze_cost new_strain gain_least gain_v gain_d gain_repeat loss loss_buffer
loss_buffer_from loss_base loss_trust strain_fade control_v relax_rest relax_span safe_gain hurt_trust hurt_trust_v hurt_strain
low_control low_control_v settle freeze_d freeze_over freeze_under broken_confidence breach_trust breach_strain strain_weight
need_v need_d need_a private_from private companion_from companion leading direct eased_window eased hint_margin arousal_most
big_from big_arousal quality_full quality_generic quality_grudging repair_prompt repair_late repair_share repair_v repair_d
repair_lift repair_calm void_window void_strain contacts contacts_soothing kept_contacts kept_reliability kept_soothing
kept_capacity extra_capacity extra_capacity_n broken_below broken_reliability broken_strain broken_strain_a broken_trust
broken_trust_a broken_capacity extra_reliability neither_reliability strain_kept miss miss_v miss_d miss_strain miss_trust
miss_trust_at miss_exposed miss_reminder uptake uptake_trust uptake_trust_at uptake_control uptake_control_at uptake_strain
"""
_REASONS = """
class tends_a tends_v tends_d no_frame unprepared prepared worn_out closed_row frozen repeated strain after_telling_safe
after_telling_hurt low_control later settle telling fade repair void_repair breach limit
"""
NUMBERS = tuple(_NUMBERS.split())
REASONS = tuple(_REASONS.split())
