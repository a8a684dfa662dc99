"""Settings: a pure function from a mapping (file and environment, merged by compose) to frozen values.

An unknown key is an error that names the nearest known one; all errors are told at once. The
values of the organisation (departments, people, groups ...) are those of `bot.model.people`.
"""

from bot.config.chats import SlackSettings, SlackWorkspace, TeamsSettings
from bot.config.reading import known_keys, read_settings
from bot.config.sections import DepartmentSettings, Organisation, PersonSettings, Posting, RoiSettings
from bot.config.settings import Settings
from bot.config.words import DAYS, PLATFORMS, without_password

__all__ = [
    "DAYS", "PLATFORMS", "DepartmentSettings", "Organisation", "PersonSettings", "Posting", "RoiSettings", "Settings",
    "SlackSettings", "SlackWorkspace", "TeamsSettings", "known_keys", "read_settings", "without_password",
]  # fmt: skip
