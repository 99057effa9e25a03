package naru.cli.config;

/** An invalid configuration. The message names the file and the key. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String fault) {
        super(fault);
    }
}
