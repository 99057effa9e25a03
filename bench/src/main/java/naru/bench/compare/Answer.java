package naru.bench.compare;

import java.util.Map;

/** A response of an engine: status, headers by name, and the decoded body. */
record Answer(int status, Map<String, String> headers, byte[] body) {
    String contentType() {
        return headers.getOrDefault("Content-Type", "");
    }
}
