"""The settings of Slack and Teams."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from bot.config.words import Section, TenantName


class SlackWorkspace(Section):
    """One Slack workspace: its team id and the secrets of the internal app that is installed there."""

    team: Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{2,}$")]
    bot_token: SecretStr
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None


class SlackSettings(Section):
    """Slack. One workspace is named by `team` and its secrets, several by `workspaces`.

    With an app token events come by Socket Mode and no public address is needed; else over HTTP, signed.
    `enrol`: who is met in Slack for the first time becomes a viewer; without it an admin names everyone.
    """

    api_url: str = "https://slack.com/api/"
    team: Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{2,}$")] | None = None
    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    workspaces: tuple[SlackWorkspace, ...] = ()
    enrol: bool = True

    def all_workspaces(self) -> tuple[SlackWorkspace, ...]:
        """Every workspace, the one of the short form first; none where Slack is not configured."""
        if self.team is None or self.bot_token is None:
            return self.workspaces
        first = SlackWorkspace(
            team=self.team, bot_token=self.bot_token, app_token=self.app_token, signing_secret=self.signing_secret
        )
        return (first, *self.workspaces)


class TeamsSettings(Section):
    """Microsoft Teams: the bot's registration, whom it listens to, and the addresses of the outside.

    `tenants` are those that may speak to it; without any it is its own alone. A managed identity has no password.
    """

    app_id: str | None = None
    app_password: SecretStr | None = None
    tenant_id: TenantName | None = None
    app_type: Literal["SingleTenant", "UserAssignedMSI"] = "SingleTenant"
    tenants: tuple[TenantName, ...] = ()
    enrol: bool = True
    openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    token_issuer: str = "https://api.botframework.com"
    login_url: str = "https://login.microsoftonline.com"
    allowed_service_urls: tuple[str, ...] = ("https://smba.trafficmanager.net/",)
    allowed_upload_urls: tuple[str, ...] = ("https://*.sharepoint.com/",)

    def all_tenants(self) -> tuple[str, ...]:
        """Every tenant that may speak to the bot; none where Teams is not configured."""
        return self.tenants or ((self.tenant_id,) if self.tenant_id else ())
