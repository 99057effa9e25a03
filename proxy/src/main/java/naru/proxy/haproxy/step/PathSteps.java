package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Match;
import naru.proxy.haproxy.text.Quoting;
import naru.proxy.model.Middleware.AddPrefix;
import naru.proxy.model.Middleware.ReplacePath;
import naru.proxy.model.Middleware.ReplacePathRegexp;
import naru.proxy.model.Middleware.ReplacePrefix;
import naru.proxy.model.Middleware.StripPrefix;
import naru.proxy.model.Middleware.StripPrefixRegexp;
import naru.proxy.rule.Regexp;

/** Changes of the path. */
final class PathSteps {
    private static final String PREFIX = "X-Forwarded-Prefix";

    private PathSteps() {}

    /** Only the first prefix that fits is removed. */
    static void strip(StepOutput out, StripPrefix step) {
        var done = out.variable();
        for (int i = 0; i < step.prefixes().size(); i++) {
            var prefix = step.prefixes().get(i);
            out.request(
                    "set-var("
                            + done
                            + ") int("
                            + (i + 1)
                            + ") if !{ var("
                            + done
                            + ") -m found } { path "
                            + Match.prefix(prefix)
                            + " }");
        }
        for (int i = 0; i < step.prefixes().size(); i++) {
            var prefix = step.prefixes().get(i);
            var applies = " if { var(" + done + ") -m int " + (i + 1) + " }";
            out.request("add-header " + PREFIX + " " + Quoting.format(prefix) + applies);
            out.request(
                    "replace-path "
                            + Quoting.word("^" + Quoting.literal(prefix) + "/?(.*)$")
                            + " '/\\1'"
                            + applies);
        }
    }

    static void strip(StepOutput out, StripPrefixRegexp step) {
        var done = out.variable();
        for (int i = 0; i < step.prefixes().size(); i++) {
            strip(out, step.prefixes().get(i), done, i + 1);
        }
    }

    private static void strip(StepOutput out, Regexp prefix, String done, int number) {
        var applies = " if { var(" + done + ") -m int " + number + " }";
        var pattern = "^(?:" + prefix.text() + ")";
        out.request(
                "set-var("
                        + done
                        + ") int("
                        + number
                        + ") if !{ var("
                        + done
                        + ") -m found } { path "
                        + Match.expression(pattern)
                        + " }");
        out.request("set-header " + PREFIX + " %[path]" + applies);
        out.request(
                "replace-header "
                        + PREFIX
                        + " "
                        + Quoting.word("^((?:" + prefix.text() + ")).*$")
                        + " '\\1'"
                        + applies);
        int rest = Replacement.groups(prefix) + 1;
        out.request(
                "replace-path "
                        + Quoting.word(pattern + "/?(.*)$")
                        + " '/\\"
                        + rest
                        + "'"
                        + applies);
    }

    static void add(StepOutput out, AddPrefix step) {
        out.request("set-path " + Quoting.format(withSlash(step.prefix())) + "%[path]");
    }

    static void replace(StepOutput out, ReplacePrefix step) {
        var slash = step.by().endsWith("/") ? "/?" : "";
        out.request(
                "replace-path "
                        + Quoting.word("^" + Quoting.literal(step.prefix()) + slash + "(.*)$")
                        + " "
                        + Quoting.format(step.by().replace("\\", "\\\\") + "\\1"));
    }

    static void replace(StepOutput out, ReplacePath step) {
        out.request("set-header X-Replaced-Path %[path]");
        out.request("set-path " + Quoting.format(withSlash(step.path())));
    }

    static void replace(StepOutput out, ReplacePathRegexp step) {
        var pattern = step.pattern();
        out.request(
                "set-header X-Replaced-Path %[path] if { path "
                        + Match.expression(pattern.text())
                        + " }");
        out.request(
                "replace-path "
                        + Replacement.whole(pattern)
                        + " "
                        + Replacement.of(pattern, step.by()));
    }

    private static String withSlash(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }
}
