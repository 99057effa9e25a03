package naru.cli.http;

import naru.cli.text.Json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A client of the Docker Engine API, for machines without the docker command. */
public record EngineClient(Http http) {
    /** The output and exit status of a command in a container. */
    public record Ran(int status, String output) {}

    /** An object; the target begins after the version of the API. */
    public Map<String, Object> get(String target) throws IOException {
        return Json.at(Json.parse(expect(http.get(target)).body()));
    }

    /** A list of objects. */
    public List<Map<String, Object>> list(String target) throws IOException {
        return Json.objects(Json.parse(expect(http.get(target)).body()));
    }

    /** The object of the answer; empty if it has none. */
    public Map<String, Object> post(String target, Object body) throws IOException {
        var answer = expect(send("POST", target, body));
        return answer.body().isBlank() ? Map.of() : Json.at(Json.parse(answer.body()));
    }

    public void delete(String target) throws IOException {
        expect(send("DELETE", target, Json.object()));
    }

    /** Pulls an image; its progress is one line of JSON each, the last of which may be an error. */
    public void pull(String image, String tag) throws IOException {
        var progress = send("POST", "/images/create?fromImage=" + image + "&tag=" + tag, Map.of());
        for (String line : expect(progress).body().split("\r?\n", -1)) {
            String error = line.isBlank() ? "" : Json.text(Json.at(Json.parse(line)), "error");
            if (!error.isEmpty()) {
                throw new IOException("pulling " + image + ": " + error);
            }
        }
    }

    /** Runs a command in a container. */
    public Ran exec(String container, String... command) throws IOException {
        var created =
                post(
                        "/containers/" + container + "/exec",
                        Json.object(
                                "Cmd", List.of(command),
                                "AttachStdout", true,
                                "AttachStderr", true));
        String id = Json.text(created, "Id");
        var started =
                expect(
                        send(
                                "POST",
                                "/exec/" + id + "/start",
                                Json.object("Detach", false, "Tty", false)));
        int status =
                get("/exec/" + id + "/json").get("ExitCode") instanceof Number n
                        ? n.intValue()
                        : -1;
        return new Ran(status, joinFrames(started.body()));
    }

    /**
     * Both output streams in the order of their frames: u8 stream, 3 zeros, u32be length, bytes.
     */
    static String joinFrames(String stream) {
        var text = new StringBuilder();
        int at = 0;
        while (at + 8 <= stream.length()) {
            long length = 0;
            for (int i = 4; i < 8; i++) {
                length = length << 8 | stream.charAt(at + i);
            }
            int end = (int) Math.min(at + 8 + length, stream.length());
            text.append(stream, at + 8, end);
            at = end;
        }
        return text.toString();
    }

    private HttpAnswer send(String method, String target, Object body) throws IOException {
        byte[] json = Json.compact(body).getBytes(StandardCharsets.UTF_8);
        return http.send(method, target, "application/json", json);
    }

    private static HttpAnswer expect(HttpAnswer answer) throws IOException {
        if (!answer.isFine()) {
            String message = answer.body();
            try {
                message = Json.text(Json.at(Json.parse(message)), "message");
            } catch (RuntimeException ignored) {
                // not framed
            }
            throw new IOException(
                    "error from the daemon: " + answer.status() + ": " + message.strip());
        }
        return answer;
    }
}
