package naru.cluster.record;

import io.avaje.jsonb.Json;

/**
 * What makes nodes: the certificate authority and the join tokens.
 *
 * @param certificate of the authority, as PEM
 * @param key its private key, as PEM
 */
@Json
public record AuthorityRecord(
        String certificate, String key, String workerToken, String managerToken) {
    /** Without secrets. */
    @Override
    public String toString() {
        return "AuthorityRecord[]";
    }
}
