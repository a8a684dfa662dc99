"""What to do when Teams says no: one remedy for each reason that it documents."""

from __future__ import annotations


def teams(tenant: str) -> str:
    """Teams, as errors name it."""
    return f"Teams ({tenant})"


def login() -> str:
    """Where the bot gets its token, as errors name it."""
    return "The Microsoft login"


def give_secret() -> str:
    """The bot's credentials were refused."""
    return (
        "Look at teams.app_id, teams.tenant_id and teams.app_password: the secret may have ended. Make a new one on "
        "the bot's page in the Azure portal (Certificates & secrets)."
    )


def give_identity() -> str:
    """The machine's managed identity gave no token."""
    return "Give this machine the bot's user-assigned managed identity, or set teams.app_type to SingleTenant."


def right_app() -> str:
    """The token was given and is not taken."""
    return "The bot is another one than the token is for: look at teams.app_id."


def install_app() -> str:
    """The bot is not in the conversation any more."""
    return "Earshot is not installed there. Install the app again in that team, chat or for that person."


def unblock() -> str:
    """The person or an admin stopped it."""
    return "Somebody blocked Earshot there. Only they can let it speak again."


def allow_app() -> str:
    """An admin disabled the app."""
    return "An admin of the tenant switched the app off. Ask them to allow it in the Teams admin center."


def may_not() -> str:
    """Nobody may write there."""
    return "Nobody may write there: the team may be archived. Restore it, or name another channel in the settings."


def name_conversation() -> str:
    """There is no such conversation."""
    return "There is no such conversation any more. Name another channel in the settings."


def no_conversation() -> str:
    """Nobody of the conversation or person was heard yet."""
    return "Earshot has heard nothing from there yet. Install the app there, or write to it once."


def not_heard_from() -> str:
    """Nothing came from the tenant yet, so nobody knows where its messages go."""
    return "nothing was heard from this tenant yet, so it is not known where its messages go"


def no_personal_chat() -> str:
    """The person has no personal chat with us."""
    return "they have no personal chat with Earshot"


def not_a_drive() -> str:
    """A file was to be put where settings do not allow it."""
    return "a file was to go to an address that teams.allowed_upload_urls does not name"


def drive_refused() -> str:
    """The drive of a person did not take a file."""
    return "the drive did not take the file"
