"""What to post, where and when.

`schedule` knows the instants of digests, `choose` what a digest shows, `cards` and `digest` draw
it without a platform, `plan` turns it into outbox rows within the posting rules.
"""
