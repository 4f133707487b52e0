"""IS-IS (ISO 10589, RFC 1195, 5302, 5305, 5308): who is adjacent at which level, and what each router computes from that."""
