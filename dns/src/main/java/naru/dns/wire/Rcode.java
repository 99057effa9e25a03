package naru.dns.wire;

/** Response codes, by their names in the IANA registry "DNS RCODEs". */
public enum Rcode {
    NOERROR(0),
    FORMERR(1),
    SERVFAIL(2),
    NXDOMAIN(3),
    NOTIMP(4),
    REFUSED(5),
    /** Needs an OPT record, which carries the upper eight bits. */
    BADVERS(16);

    private final int code;

    Rcode(int code) {
        this.code = code;
    }

    /** The whole code, of which the header holds the lower four bits. */
    public int code() {
        return code;
    }
}
