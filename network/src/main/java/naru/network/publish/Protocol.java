package naru.network.publish;

/** A transport protocol whose ports can be published. */
public enum Protocol {
    TCP("tcp", 6),
    UDP("udp", 17),
    SCTP("sctp", 132);

    private final String text;
    private final int number;

    Protocol(String text, int number) {
        this.text = text;
        this.number = number;
    }

    /** As users write it: {@code tcp}. */
    public String text() {
        return text;
    }

    /** The number in the IP header; IANA "Protocol Numbers". */
    public int number() {
        return number;
    }

    /**
     * The protocol of that name, in any case.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Protocol parse(String text) {
        for (Protocol protocol : values()) {
            if (protocol.text.equalsIgnoreCase(text)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException("invalid proto: " + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
