package naru.api.json.network;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * An answer of the name server and its explanation.
 *
 * @param rcode such as {@code NOERROR} or {@code NXDOMAIN}
 * @param answers one line per record: name, TTL in seconds, type and data
 * @param steps the steps of the resolution, in order
 */
@Json
public record DnsReply(
        @Json.Property("Name") String name,
        @Json.Property("Type") String type,
        @Json.Property("Rcode") String rcode,
        @Json.Property("Answers") List<String> answers,
        @Json.Property("Steps") List<String> steps,
        @Json.Property("Microseconds") long microseconds) {}
