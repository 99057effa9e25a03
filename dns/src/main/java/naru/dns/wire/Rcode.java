package naru.dns.wire;

/** Response codes, by their names in the IANA registry "DNS RCODEs". */
public enum Rcode {
    NOERROR(0),
    FORMERR(1),
    SERVFAIL(2),
    NXDOMAIN(3),
    NOTIMP(4),
    REFUSED(5),
    /** Requires an OPT record, which has the upper eight bits. */
    BADVERS(16);

    private final int code;

    Rcode(int code) {
        this.code = code;
    }

    /** The complete code, of which the header has the lower four bits. */
    public int code() {
        return code;
    }
}
