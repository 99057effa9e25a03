package naru.bench.compare;

import java.util.Map;

/** What an engine answered: a status, headers by their names, and the body without its chunks. */
record Answer(int status, Map<String, String> headers, byte[] body) {
    String contentType() {
        return headers.getOrDefault("Content-Type", "");
    }
}
