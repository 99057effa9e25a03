package naru.network.model;

/** An endpoint and the sandbox that it is in. */
public record Attached(Endpoint endpoint, Sandbox sandbox) {}
