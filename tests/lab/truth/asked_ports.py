"""The ports on which the hosts of a random network answer; filters name them too."""

PORT, OTHER = 9009, 9010
