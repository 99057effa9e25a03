package naru.api;

/** What this engine calls itself. */
final class EngineVersion {
    static final String NUMBER = "0.1.0";

    private EngineVersion() {}
}
