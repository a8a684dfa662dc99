"""The words of design section 1 as frozen values, in the order in which a mention travels:

mention -> reading -> theme -> insight -> delivery -> signal -> ledger -> answer; beside them
people, rows (what a figure counts), message (cards without a platform), changes (what the store
can be told) and views (what a chat is handed). Import from the module that owns the word.
"""
