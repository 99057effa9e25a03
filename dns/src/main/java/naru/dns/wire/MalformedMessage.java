package naru.dns.wire;

/**
 * Says that bytes are not the DNS message they claim to be. Cheap to throw: it carries no stack.
 */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessage(String what) {
        super(what, null, false, false);
    }
}
