"""Acts become signals; signals become worth and order.

`ladder` says what an act or emoji counts as, `worth` what all of them together are worth, `rank`
the order of a digest, `steps` which status may follow which, `rights` who may do what, `do` does
one act on an insight.
"""
