"""The domain: from a mention to an answer. Its modules stand in the order in which a mention travels."""
