"""EIGRP (RFC 7868), with classic and wide metrics."""
