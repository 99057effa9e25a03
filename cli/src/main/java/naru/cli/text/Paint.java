package naru.cli.text;

/** Colours for a terminal, or none. See ECMA-48, SGR, and no-color.org. */
public final class Paint {
    /** Without colours. */
    public static final Paint NONE = new Paint(false);

    private final boolean on;

    Paint(boolean on) {
        this.on = on;
    }

    /** Colours if standard output is a terminal and NO_COLOR is not set. */
    public static Paint ofTerminal() {
        String refused = System.getenv("NO_COLOR");
        if (refused != null && !refused.isEmpty() || "dumb".equals(System.getenv("TERM"))) {
            return NONE;
        }
        var console = System.console();
        return new Paint(console != null && console.isTerminal());
    }

    public String bold(String text) {
        return sgr("1", text);
    }

    public String dim(String text) {
        return sgr("2", text);
    }

    public String red(String text) {
        return sgr("31", text);
    }

    public String green(String text) {
        return sgr("32", text);
    }

    public String yellow(String text) {
        return sgr("33", text);
    }

    private String sgr(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
