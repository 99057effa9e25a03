package naru.proxy.haproxy;

import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Section;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the proxy answers itself in place of a route. Both become maps, which can be changed while
 * HAProxy runs.
 *
 * @param challenges the key authorizations of ACME by token; RFC 8555, section 8.3
 * @param maintenance the texts for hosts that are being worked on, by host name
 */
public record OwnAnswers(Map<String, String> challenges, Map<String, String> maintenance) {
    public static final OwnAnswers NONE = new OwnAnswers(Map.of(), Map.of());

    static final String CHALLENGES = "acme.map";
    static final String MAINTENANCE = "maintenance.map";

    private static final String FOLDER = "/.well-known/acme-challenge/";

    public OwnAnswers {
        challenges = Collections.unmodifiableSortedMap(new TreeMap<>(challenges));
        maintenance = Collections.unmodifiableSortedMap(new TreeMap<>(maintenance));
    }

    /** The rules of a frontend; they need the variable {@code txn.host}. */
    static void write(Section frontend, ProxySettings settings) {
        var challenge = "path,map_str(" + settings.file(CHALLENGES) + ")";
        frontend.add(
                "http-request return status 200 content-type text/plain lf-string %["
                        + challenge
                        + "] if { path -m beg "
                        + FOLDER
                        + " } { "
                        + challenge
                        + " -m found }");
        var text = "var(txn.host),map_str(" + settings.file(MAINTENANCE) + ")";
        frontend.add(
                "http-request return status 503 content-type "
                        + Quoting.word("text/html; charset=utf-8")
                        + " hdr Retry-After 60 hdr Cache-Control no-store lf-string %["
                        + text
                        + "] if { "
                        + text
                        + " -m found }");
    }

    /** The map files by name. */
    SortedMap<String, String> maps() {
        var lines = new StringBuilder();
        challenges.forEach((token, answer) -> line(lines, FOLDER + token, answer));
        var pages = new StringBuilder();
        maintenance.forEach((host, page) -> line(pages, host, page));
        var maps = new TreeMap<String, String>();
        maps.put(CHALLENGES, lines.toString());
        maps.put(MAINTENANCE, pages.toString());
        return maps;
    }

    /** A key and its value; line ends would begin another key. */
    private static void line(StringBuilder lines, String key, String value) {
        lines.append(key.replaceAll("\\s", ""))
                .append(' ')
                .append(value.replaceAll("\\s+", " ").strip())
                .append('\n');
    }
}
