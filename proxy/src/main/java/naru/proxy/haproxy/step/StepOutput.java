package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Section;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the middlewares of one backend add to the configuration. */
public final class StepOutput {
    /** Stick counters of a request, {@code MAX_SESS_STKCTR} in HAProxy's build. */
    private static final int MAX_COUNTERS = 3;

    private final String backend;
    private final List<String> settings = new ArrayList<>();
    private final List<String> request = new ArrayList<>();
    private final List<String> response = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int atResponse;
    private int variables;
    private int counters;

    StepOutput(String backend) {
        this.backend = backend;
    }

    /** Starts the next middleware, whose response lines go before those of the earlier ones. */
    void next() {
        atResponse = 0;
    }

    /** Two middlewares may need the same line, which HAProxy takes once. */
    void setting(String line) {
        if (!settings.contains(line)) {
            settings.add(line);
        }
    }

    void request(String line) {
        request.add("http-request " + line);
    }

    void requestLine(String line) {
        request.add(line);
    }

    void response(String line) {
        response.add(atResponse++, "http-response " + line);
    }

    void problem(String text) {
        problems.add(text);
    }

    /** A variable of the request that no other step uses. */
    String variable() {
        return "txn.v" + variables++;
    }

    /**
     * A table of counters with a section of its own.
     *
     * @param expiry of entries that are not used
     * @return the number of the stick counter, and the table's name
     */
    Counter counter(String type, String store, Duration expiry) {
        int number = counterNumber();
        var counter = new Counter(number, "naru::" + number + ":" + backend);
        sections.add(
                new Section("backend " + counter.table())
                        .add(
                                "stick-table type "
                                        + type
                                        + " size 100k expire "
                                        + expiry.toMillis()
                                        + "ms store "
                                        + store));
        return counter;
    }

    record Counter(int number, String table) {}

    /** The number of a stick counter for a table that exists. */
    int counterNumber() {
        if (counters == MAX_COUNTERS) {
            throw new IllegalArgumentException(
                    "HAProxy counts a request in at most "
                            + MAX_COUNTERS
                            + " tables: ratelimit, inflightreq and cache need one each");
        }
        return counters++;
    }

    /** Lines that are no rules. */
    public List<String> settings() {
        return settings;
    }

    /** Rules for requests, in the order of the middlewares. */
    public List<String> request() {
        return request;
    }

    /** Rules for responses, in the reverse order of the middlewares. */
    public List<String> response() {
        return response;
    }

    /** Further sections. */
    public List<Section> sections() {
        return sections;
    }

    /** Reasons why a middleware has no effect. */
    public List<String> problems() {
        return problems;
    }
}
