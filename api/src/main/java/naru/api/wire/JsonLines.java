package naru.api.wire;

import naru.api.http.ResponseStream;

import java.io.IOException;

/** A streamed response: JSON documents, one per line, sent immediately. */
public final class JsonLines implements AutoCloseable {
    private final ResponseStream out;

    public JsonLines(ResponseStream out) {
        this.out = out;
    }

    public void send(Object value) throws IOException {
        out.write(Json.bytes(value));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
