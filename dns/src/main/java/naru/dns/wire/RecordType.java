package naru.dns.wire;

/**
 * The record types and classes that this server distinguishes, by their names in the IANA registry.
 */
public final class RecordType {
    public static final int A = 1;
    public static final int PTR = 12;
    public static final int AAAA = 28;
    public static final int OPT = 41;
    public static final int IXFR = 251;
    public static final int AXFR = 252;
    public static final int ANY = 255;

    /** The class of everything on the Internet. */
    public static final int CLASS_IN = 1;

    private RecordType() {}
}
