"""The consolidation report: what a city board, the departments and the auditors read.

`subject` gathers what is known, each module beside it makes one section, `build` puts them together.
"""
