package naru.network.model;

/** Checks common to the three kinds of id. */
final class HexIds {
    private static final int LENGTH = 64;

    private HexIds() {}

    static void check(String value) {
        if (value.length() != LENGTH) {
            throw new IllegalArgumentException("an id has 64 hex digits: " + value);
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw new IllegalArgumentException("an id has 64 hex digits: " + value);
            }
        }
    }
}
