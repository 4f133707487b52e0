"""From a device, a backup folder or a git history to facts.

`inventory` says what there is, `transports` fetch text, `redact` takes the secrets out, `tree` nests
lines, `dialect` and `vendors` read and write them, `collect` makes a snapshot of it all.
"""
