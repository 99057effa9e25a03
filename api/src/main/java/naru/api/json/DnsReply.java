package naru.api.json;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * An answer to a name, and how it came about.
 *
 * @param rcode such as {@code NOERROR} or {@code NXDOMAIN}
 * @param answers a line a record: name, lifetime in seconds, type and data
 * @param steps what happened, in order
 */
@Json
public record DnsReply(
        @Json.Property("Name") String name,
        @Json.Property("Type") String type,
        @Json.Property("Rcode") String rcode,
        @Json.Property("Answers") List<String> answers,
        @Json.Property("Steps") List<String> steps,
        @Json.Property("Microseconds") long microseconds) {}
