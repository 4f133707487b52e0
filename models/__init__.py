"""What a network is: frozen values that every other layer shares.

Read in this order: `source` (where a fact was said), `interfaces`, `routing`, `policy`, `filters`
and `services` (the facts), `device` and `network` (facts put together), `change` (one edit of one
fact), `plan` and `verdict` (what the planner makes and the verifier says), `store` (the database).
"""
