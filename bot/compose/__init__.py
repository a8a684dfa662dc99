"""The composition root: environment -> settings -> adapters, store, clock -> the running bot.

`gather` (in `environment`) reads settings, `open_app` (in `app`) puts everything together; `running` serves. The only
importer of adapters and store. Nothing is imported before it is asked for: a command brings along what it needs.
"""
