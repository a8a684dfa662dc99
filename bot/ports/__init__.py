"""What the domain asks of the world (outward) and offers to it (inward), as Protocols.

- `bot.ports.world`: Source, Chat, Summariser, Charts, Http, Clock, NewId, Secrets.
- `bot.ports.memory`: Store, one Protocol per stage and the one verb that writes.
- `bot.ports.desk`: Desk, which flow implements and every chat is handed.
"""
