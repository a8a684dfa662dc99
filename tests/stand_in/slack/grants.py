"""What an app is granted and told unless a test installs it by its manifest (`team.install`)."""

from __future__ import annotations

# What Earshot might ask for; a test takes some away with `team.scopes.discard(...)`.
SCOPES = frozenset(
    """app_mentions:read channels:history channels:join channels:read chat:write chat:write.public commands files:read
    files:write groups:history groups:read im:history im:read im:write mpim:history mpim:read reactions:read
    reactions:write team:read users:read users:read.email""".split()
)
EVENTS = frozenset(
    """app_home_opened app_mention app_uninstalled channel_archive channel_rename channel_unarchive
    member_joined_channel member_left_channel message.channels message.groups message.im message.mpim reaction_added
    reaction_removed team_join tokens_revoked user_change""".split()
)
