package naru.proxy.haproxy;

import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Section;

import java.util.Map;
import java.util.Set;

/**
 * The configuration of a second HAProxy that only verifies passwords: a bcrypt hash takes a thread
 * for some 40 ms, in which the proxy would serve nothing else.
 */
public final class Passwords {
    /** The name of its configuration. */
    public static final String FILE = "passwords.cfg";

    /** The name of the socket of its runtime API. */
    public static final String ADMIN_SOCKET = "passwords-admin.sock";

    static final String LUA = "passwords.lua";
    static final String USERS = "users.lua";
    static final String SOCKET = "passwords.sock";

    /** The names of all files that it reads. */
    static final Set<String> FILES = Set.of(FILE, LUA, USERS);

    /** The credentials that were verified; filled by HAProxy while it runs. */
    static final String MAP = "verified.map";

    private Passwords() {}

    static String text(ProxySettings settings, Map<String, Map<String, String>> lists) {
        var text = new StringBuilder();
        text.append(
                new Section("global")
                        .add(
                                "stats socket "
                                        + Quoting.word(settings.file(ADMIN_SOCKET).toString())
                                        + " mode 600 level user")
                        .add("hard-stop-after 5s")
                        .add("maxconn 500")
                        .add("nbthread 1")
                        .addIf(!settings.user().isEmpty(), "user " + settings.user())
                        .addIf(!settings.user().isEmpty(), "gid " + GlobalSection.NO_GROUP)
                        .add("lua-load " + Quoting.word(settings.file(LUA).toString()))
                        .add("lua-load " + Quoting.word(settings.file(USERS).toString())));
        text.append(
                new Section("defaults")
                        .add("mode http")
                        .add("timeout connect 5s")
                        .add("timeout client 60s")
                        .add("timeout server 60s"));
        lists.forEach((list, users) -> text.append(section(list, users)));
        var frontend =
                new Section("frontend passwords")
                        .add(
                                "bind "
                                        + Quoting.word("unix@" + settings.inJail(SOCKET))
                                        + settings.bindOptions())
                        .add("http-request set-var(txn.list) req.hdr(x-naru-list)");
        lists.forEach((list, users) ->
                frontend.add(
                        "http-request return status 200 if { var(txn.list) -m str "
                                + list
                                + " } { http_auth("
                                + list
                                + ") }"));
        frontend.add("http-request lua.naru-verify");
        frontend.add("http-request return status 200 if { var(txn.right) -m bool }");
        frontend.add("http-request return status 401");
        return text.append(frontend).toString();
    }

    private static Section section(String list, Map<String, String> users) {
        var section = new Section("userlist " + list);
        users.forEach((user, hash) -> {
            if (!isForLua(hash)) {
                section.add("user " + Quoting.word(user) + " password " + Quoting.word(hash));
            }
        });
        return section;
    }

    /** The users whose hashes crypt(3) does not have. */
    static String lua(Map<String, Map<String, String>> lists) {
        var text = new StringBuilder("-- Written by Naru.\n");
        lists.forEach((list, users) ->
                users.forEach((user, hash) -> {
                    if (isForLua(hash)) {
                        text.append("naru_user(")
                                .append(string(list))
                                .append(", ")
                                .append(string(user))
                                .append(", ")
                                .append(string(hash))
                                .append(")\n");
                    }
                }));
        return text.toString();
    }

    private static boolean isForLua(String hash) {
        return hash.startsWith("$apr1$") || hash.startsWith("{SHA}");
    }

    /** A string literal of Lua; other than letters and digits as decimal escapes of UTF-8. */
    private static String string(String text) {
        var literal = new StringBuilder("\"");
        for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            if (Character.isLetterOrDigit(b) && b > 0) {
                literal.append((char) b);
            } else {
                literal.append("\\%03d".formatted(b & 0xff));
            }
        }
        return literal.append('"').toString();
    }
}
