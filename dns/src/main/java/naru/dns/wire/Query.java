package naru.dns.wire;

/**
 * One standard query with its one question.
 *
 * @param id the client's, to be repeated in the reply
 * @param recursionDesired to be repeated in the reply
 * @param name the name asked for, as {@link Names} writes it
 * @param type the record type, such as {@link RecordType#A}
 * @param dnsClass almost always {@link RecordType#CLASS_IN}
 * @param questionLength bytes of the question section, which starts at byte 12 of the message
 * @param edns what the client's OPT record said
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
     * A client's side of EDNS (RFC 6891).
     *
     * @param present whether there was an OPT record, so that the reply needs one too
     * @param payload the largest UDP reply that the client takes, in bytes, at least 512
     */
    public record Edns(boolean present, int version, int payload) {
        static final int SMALLEST_PAYLOAD = 512;
        static final Edns NONE = new Edns(false, 0, SMALLEST_PAYLOAD);
    }
}
