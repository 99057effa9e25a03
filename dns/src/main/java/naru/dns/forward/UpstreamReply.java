package naru.dns.forward;

/** A reply of an upstream. */
record UpstreamReply(byte[] message) {}
