package naru.cli.doctor;

/**
 * The result of a check.
 *
 * @param name the checked object
 * @param says its state and the consequence
 * @param remedy how to change it, or empty
 */
record Finding(String name, Status status, String says, String remedy) {
    enum Status {
        OK,
        /** Some features do not work as expected. */
        WARN,
        /** A requirement is missing. */
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
