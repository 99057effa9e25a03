package naru.dns.wire;

/** Thrown for bytes that are not a valid DNS message. Cheap: it has no stack trace. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessage(String what) {
        super(what, null, false, false);
    }
}
