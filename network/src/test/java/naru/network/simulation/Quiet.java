package naru.network.simulation;

/** Turns off the log of a package: thousands of simulated failures are nothing to report. */
final class Quiet {
    private static Object logger; // a logger that nothing refers to loses its level

    private Quiet() {}

    /** By reflection, because the module does not require {@code java.logging}. */
    static void network() {
        try {
            var loggers = Class.forName("java.util.logging.Logger");
            var levels = Class.forName("java.util.logging.Level");
            logger = loggers.getMethod("getLogger", String.class).invoke(null, "naru.network");
            loggers.getMethod("setLevel", levels).invoke(logger, levels.getField("OFF").get(null));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
