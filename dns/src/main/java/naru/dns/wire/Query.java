package naru.dns.wire;

/**
 * One standard query with one question.
 *
 * @param id the client's, repeated in the reply
 * @param recursionDesired repeated in the reply
 * @param name the requested name, in the form of {@link Names}
 * @param type the record type, such as {@link RecordType#A}
 * @param dnsClass almost always {@link RecordType#CLASS_IN}
 * @param questionLength bytes of the question section, which starts at byte 12 of the message
 * @param edns the client's OPT record
 */
public record Query(
        int id,
        boolean recursionDesired,
        String name,
        int type,
        int dnsClass,
        int questionLength,
        Edns edns) {

    /**
     * A client's EDNS parameters (RFC 6891).
     *
     * @param present whether there was an OPT record, so that the reply needs one, too
     * @param payload the largest UDP reply that the client accepts, in bytes, at least 512
     */
    public record Edns(boolean present, int version, int payload) {
        static final int MIN_PAYLOAD = 512;
        static final Edns NONE = new Edns(false, 0, MIN_PAYLOAD);
    }
}
