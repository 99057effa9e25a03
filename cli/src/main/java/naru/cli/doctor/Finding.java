package naru.cli.doctor;

/**
 * What one check found.
 *
 * @param name what was looked at
 * @param says what it is like and what follows from that
 * @param remedy how to change it, or empty
 */
record Finding(String name, Status status, String says, String remedy) {
    enum Status {
        OK,
        /** Something will not work, or not as expected; the rest does. */
        WARN,
        /** Naru does not work without it. */
        MISSING;

        String word() {
            return switch (this) {
                case OK -> "ok";
                case WARN -> "warn";
                case MISSING -> "missing";
            };
        }
    }

    static Finding ok(String name, String says) {
        return new Finding(name, Status.OK, says, "");
    }

    static Finding warn(String name, String says, String remedy) {
        return new Finding(name, Status.WARN, says, remedy);
    }

    static Finding missing(String name, String says, String remedy) {
        return new Finding(name, Status.MISSING, says, remedy);
    }
}
