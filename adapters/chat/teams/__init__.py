"""Microsoft Teams: activities in over HTTP, cards out through the Bot Connector, botbuilder-core between."""
