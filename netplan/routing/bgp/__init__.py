"""BGP (RFC 4271): speakers, sessions, policies on the way, decision, and the state in which nothing changes any more."""
