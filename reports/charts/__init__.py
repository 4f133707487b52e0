"""Charts as inline SVG, drawn when the report is made: no script, no request, readable on paper.

Each function takes plain numbers and labels and gives a `Chart`. Every chart has a title and a description for
those who do not see it, and the report puts the same numbers as a table beneath.
"""
