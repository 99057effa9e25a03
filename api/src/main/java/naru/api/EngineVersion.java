package naru.api;

/** Version numbers of this engine. */
final class EngineVersion {
    /** Naru's own version. */
    static final String NUMBER = "0.1.0";

    /**
     * The Docker engine that Naru is compatible with. Clients check it: Testcontainers rejects
     * engines before 1.6.
     */
    static final String DOCKER = "28.5.2";

    private EngineVersion() {}
}
