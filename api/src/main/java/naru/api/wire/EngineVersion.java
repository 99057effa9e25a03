package naru.api.wire;

/** Version numbers of this engine. */
public final class EngineVersion {
    /** Naru's own version. */
    public static final String NUMBER = "0.1.0";

    /**
     * The Docker engine that Naru is compatible with. Clients check it: Testcontainers rejects
     * engines before 1.6.
     */
    public static final String DOCKER = "28.5.2";

    private EngineVersion() {}
}
