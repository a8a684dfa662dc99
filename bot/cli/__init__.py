"""The command line: `main` is the program, each command a module that is loaded when it is called.

Data goes to standard output, words to standard error. Exit codes: 0 done, 1 failed, 2 usage, 3 configuration,
4 remote unreachable, 130 interrupted.
"""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.shelf import Place, Program
from bot.cli.world import World, settle_in

_COMMANDS = {
    "demo": Place("bot.cli.demo", "demo", "Live through a made-up company's half year, then serve its workspace."),
    "try": Place("bot.cli.trying", "try_", "Show what Earshot would make of a file; store nothing."),
    "serve": Place("bot.cli.serving", "serve", "Listen, think and post until stopped; serve the workspace."),
    "import": Place("bot.cli.importing", "import_", "Take a file of mentions in, then think once."),
    "themes": Place("bot.cli.topics", "themes", "List the topics that mentions are about."),
    "insights": Place("bot.cli.topics", "insights", "List what was found worth saying."),
    "digest": Place("bot.cli.digests", "digest", "Post a department's digest, or show it."),
    "roi": Place("bot.cli.money", "roi", "Answer what acting on mentions was worth."),
    "export": Place("bot.cli.taking", "export", "Write all mentions as JSON lines, or the ledger."),
    "forget": Place("bot.cli.taking", "forget", "Remove a person's mentions everywhere."),
    "sources": Place("bot.cli.sources", "sources", "List the sources and how they are, or set one up."),
    "groups": Place("bot.cli.listings", "groups", "List the keyword groups."),
    "outbox": Place("bot.cli.outbox", "outbox", "Show what waits to be posted."),
    "slack": Place("bot.cli.slack", "slack", "Set Earshot up in Slack."),
    "teams": Place("bot.cli.teams", "teams", "Set Earshot up in Microsoft Teams."),
    "doctor": Place(
        "bot.cli.doctoring", "doctor", "Check everything that Earshot needs, with a remedy for each fault."
    ),
    "backup": Place("bot.cli.copies", "backup", "Write a checked copy of the data, also while Earshot serves."),
    "restore": Place("bot.cli.copies", "restore", "Put a backup in place of the data."),
    "migrate": Place("bot.cli.moving", "migrate", "Move everything from a file to a database server, or back."),
    "reread": Place("bot.cli.rereading", "reread", "Read all mentions again with the present reader."),
    "config": Place("bot.cli.settings", "config", "Show the settings and where each comes from."),
    "understand": Place("bot.cli.readings", "understand", "Read texts: one reading a line."),
    "evaluate": Place("bot.cli.readings", "evaluate", "Score the reader on labelled texts."),
    "review": Place("bot.cli.readings", "review", "List mentions that wait for a person's word."),
    "teach": Place("bot.cli.teaching", "teach", "Teach routing from labelled history."),
    "spikes": Place("bot.cli.instruments", "spikes", "Find sudden rises in a series."),
    "summarise": Place("bot.cli.instruments", "summarise", "Summarise texts of one topic, each sentence a quote."),
    "match": Place("bot.cli.instruments", "match", "Show which texts a keyword query matches, and why."),
    "preview": Place(
        "bot.cli.instruments", "preview", "Show what would be posted for an insight that quotes a mention."
    ),
}


@click.group(cls=Program, places=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Where the state lives (else EARSHOT_DATA, else ./earshot-data).",
)  # fmt: skip
@click.option(
    "--config", type=click.Path(path_type=Path), metavar="FILE",
    help="The settings (else EARSHOT_CONFIG, ./earshot.toml, DIR/earshot.toml).",
)  # fmt: skip
@click.version_option(package_name="earshot", prog_name="earshot")
@click.pass_context
def main(context: click.Context, data: Path | None, config: Path | None) -> None:
    """Earshot listens to what people say about you, tells the department that can act, and shows what acting was worth.

    Example: earshot try reviews.csv
    """
    settle_in()
    context.obj = World(data=data, config=config)


__all__ = ["main"]
