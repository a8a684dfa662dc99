"""Every reason that Slack documents for saying no, and what it means for a post.

The codes are those of docs.slack.dev/reference/methods for the methods that are called here, and some that Slack says
without documenting them. What is not in the table is a word that Slack added since: it concerns that one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.texts import slack_refusals as texts

Kind = Literal["route", "message", "later", "unsure", "credential"]
"""What a refusal is about.

- `route`: nothing can go there until a person acts;
- `message`: this one call, for good;
- `later`: it passes, and nothing was taken;
- `unsure`: it passes, and something may have been taken;
- `credential`: the workspace refuses who we are until a person acts.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What a code means, and the sentence that says what to do."""

    kind: Kind
    remedy: str


_Group = tuple[Kind, Callable[[], str], str]

_GROUPS: Final[tuple[_Group, ...]] = (
    ("credential", texts.give_token, "account_inactive invalid_auth missing_args not_authed token_revoked"),
    ("credential", texts.renew_token, "token_expired"),
    ("credential", texts.right_token, "not_allowed_token_type"),
    (
        "credential", texts.let_app_in,
        "app_access_restricted enterprise_is_restricted forbidden_team two_factor_setup_required",
    ),
    ("credential", texts.other_network, "accesslimited"),
    ("route", texts.give_scope, "missing_scope"),
    ("route", texts.invite_app, "not_in_channel no_permission"),
    ("route", texts.name_channel, "channel_not_found invalid_channel team_not_found"),
    ("route", texts.unarchive, "is_archived is_inactive"),
    (
        "route", texts.may_post,
        "access_denied ekm_access_denied posting_to_channel_denied restricted_action "
        "restricted_action_read_only_channel restricted_action_thread_only_channel",
    ),
    ("route", texts.no_kind_of_channel, "channel_is_limited_access method_not_supported_for_channel_type"),
    ("route", texts.open_messages_tab, "messages_tab_disabled"),
    ("message", texts.shorter, "attachment_payload_limit_exceeded metadata_too_large msg_blocks_too_long msg_too_long"),
    ("message", texts.other_blocks, "block_mismatch invalid_blocks invalid_blocks_format view_too_large"),
    (
        "message", texts.no_replies,
        "cannot_reply_to_message cant_broadcast_message no_dual_broadcast_content_update "
        "restricted_action_non_threadable_channel restricted_action_thread_locked thread_locked",
    ),
    (
        "message", texts.gone,
        "bot_not_found bots_not_found file_comment_not_found file_deleted file_is_deleted file_not_found "
        "list_record_comment_fetch_failed message_not_found not_found thread_not_found",
    ),
    (
        "message", texts.not_editable,
        "cant_delete_message cant_update_message edit_window_closed streaming_state_conflict",
    ),
    (
        "message", texts.files_off,
        "alt_txt_too_large blocked_file_type canvas_disabled_file_team canvas_disabled_user_team "
        "canvas_globally_disabled channels_limit_exceeded file_type_not_allowed file_upload_size_restricted "
        "file_uploads_disabled file_uploads_except_images_disabled not_visible slack_connect_blocked_file_type "
        "slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked "
        "slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked "
        "slack_connect_lists_sharing_blocked snippet_too_large template_not_visible unable_to_share_files",
    ),
    ("message", texts.file_space, "file_share_limit_reached max_file_sharing_exceeded storage_limit_reached"),
    (
        "message", texts.reactions_full,
        "already_reacted invalid_name no_access no_reaction not_reactable too_many_emoji too_many_reactions",
    ),
    (
        "message", texts.person_away,
        "cannot_dm_bot invalid_user_combination missing_user not_enough_users too_many_members user_disabled "
        "user_not_found user_not_in_channel user_not_visible users_not_found",
    ),
    (
        "message", texts.asked_too_late,
        "exchanged_trigger_id expired_trigger_id expired_url invalid_trigger_id push_limit_reached used_url",
    ),
    ("message", texts.changed_meanwhile, "duplicate_external_id hash_conflict"),
    ("message", texts.switch_on_home, "missing_profile_id not_enabled not_implemented"),
    (
        "later", texts.slack_tries_later,
        "fetch_members_failed fail_to_get_teams_for_restricted_user rate_limited ratelimited request_timeout "
        "service_unavailable",
    ),
    ("unsure", texts.slack_tries_later, "fatal_error file_update_failed internal_error update_failed"),
    ("later", texts.while_moving, "external_channel_migrating org_login_required team_added_to_org"),
    ("later", texts.fewer_messages, "message_limit_exceeded"),
    ("message", texts.newer_earshot, "deprecated_endpoint method_deprecated unknown_method"),
    (
        "message", texts.our_fault,
        "as_user_not_supported bad_timestamp draft_already_deleted draft_already_sent draft_has_conflict "
        "draft_not_found duplicate_channel_not_found duplicate_message_not_found enterprise_not_found "
        "insecure_request invalid_arg_name invalid_arguments invalid_array_arg invalid_attachments invalid_charset "
        "invalid_cursor invalid_form_data invalid_json invalid_limit invalid_metadata_filter_keys "
        "invalid_metadata_format invalid_metadata_schema invalid_post_type invalid_ts_latest invalid_ts_oldest "
        "invalid_types is_bot json_not_object limit_required markdown_text_conflict metadata_must_be_sent_from_app "
        "missing_argument missing_file_data missing_post_type no_item_specified no_text org_not_found "
        "send_on_behalf_not_allowed team_not_on_enterprise too_many_attachments too_many_contact_cards "
        "too_many_users unknown_snippet_type unknown_subtype users_list_not_supplied",
    ),
)  # fmt: skip


def _all() -> Iterator[tuple[str, Failure]]:
    for kind, remedy, codes in _GROUPS:
        for code in codes.split():
            yield code, Failure(kind=kind, remedy=remedy())


FAILURES: Final[Mapping[str, Failure]] = dict(_all())
"""What each code means."""


def failure(code: str, *, needed: str = "") -> Failure:
    """What a code means, known or not; `needed` is the scope that Slack names beside `missing_scope`."""
    known = FAILURES.get(code)
    if known is None:
        return Failure(kind="message", remedy=texts.unknown_code())
    return Failure(kind=known.kind, remedy=texts.give_scope(needed)) if needed else known
