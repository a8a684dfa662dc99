"""Earshot measured: against its peers, against its floors, against its own promises."""
