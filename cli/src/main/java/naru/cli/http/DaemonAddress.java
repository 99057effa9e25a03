package naru.cli.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.cli.text.Json;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The address of the daemon, and requests to it. */
public record DaemonAddress(Http http, String text) {
    private static final String UNIX = "unix://";

    /**
     * The address in {@code socket}, or {@code DOCKER_HOST} in {@code environment}.
     *
     * @throws IllegalArgumentException if it is not a Unix socket
     */
    public static DaemonAddress of(String socket, Map<String, String> environment) {
        var address =
                socket.isEmpty() ? environment.getOrDefault("DOCKER_HOST", "") : UNIX + socket;
        if (address.isEmpty()) {
            address = UNIX + "/run/naru/naru.sock";
        }
        if (!address.startsWith(UNIX)) {
            throw new IllegalArgumentException("not a Unix socket: " + address);
        }
        return new DaemonAddress(Http.unix(Path.of(address.substring(UNIX.length()))), address);
    }

    /**
     * The JSON object in the reply to a GET.
     *
     * @throws IOException with the daemon's error message
     */
    public Map<String, Object> get(String target) throws IOException {
        return send("GET", target, "", new byte[0]);
    }

    /** The text in the reply to a GET; throws as {@link #get}. */
    public String text(String target) throws IOException {
        return reply("GET", target, "", new byte[0]).body();
    }

    /** The JSON object in the reply to a POST of JSON; throws as {@link #get}. */
    public Map<String, Object> post(String target, Map<String, Object> body) throws IOException {
        return send("POST", target, "application/json", Json.compact(body).getBytes(UTF_8));
    }

    /** The JSON objects of the list in the reply to a GET; throws as {@link #get}. */
    public List<Map<String, Object>> list(String target) throws IOException {
        return Json.objects(answer("GET", target, "", new byte[0]));
    }

    private Map<String, Object> send(String method, String target, String type, byte[] body)
            throws IOException {
        return Json.at(answer(method, target, type, body));
    }

    private Object answer(String method, String target, String type, byte[] body)
            throws IOException {
        return Json.parse(reply(method, target, type, body).body());
    }

    private HttpAnswer reply(String method, String target, String type, byte[] body)
            throws IOException {
        HttpAnswer answer;
        try {
            answer = http.send(method, target, type, body);
        } catch (IOException e) {
            throw new IOException("no answer from the daemon at " + text, e);
        }
        if (!answer.isFine()) {
            throw new IOException(Json.text(Json.at(Json.parse(answer.body())), "message"));
        }
        return answer;
    }
}
