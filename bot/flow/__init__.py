"""The use cases, in the order in which a mention travels: load -> pure functions -> save. Only they await ports.

`hear` and `listen` take in, `think` finds and writes, `digests` and `post` speak, `acts` and what stands beside it
do what people ask, `pages`, `board`, `questions` and `money` answer, `upkeep` tidies at night; `desk` is what every
chat is handed, `tools` what every use case is given, `standing` what the thinking process holds in memory.
"""
