package naru.api;

/** What this engine calls itself. */
final class EngineVersion {
    /** Naru's own version. */
    static final String NUMBER = "0.1.0";

    /**
     * The Docker engine whose behaviour clients may rely on. They compare it: Testcontainers, for
     * one, refuses engines before 1.6.
     */
    static final String DOCKER = "28.5.2";

    private EngineVersion() {}
}
