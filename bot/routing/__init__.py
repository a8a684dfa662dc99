"""Which departments a mention and an insight concern, and why; learning from corrections at once.

`router` builds the router and routes mentions in batches, `words` are its distinctive words,
`heads` what it learned from labelled texts, `corrected` what people moved, `insights` sums up
the mentions of an insight.
"""
