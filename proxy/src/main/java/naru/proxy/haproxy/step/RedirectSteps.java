package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Match;
import naru.proxy.haproxy.text.Quoting;
import naru.proxy.model.Middleware.RedirectRegexp;
import naru.proxy.model.Middleware.RedirectScheme;

/** Redirects; methods other than GET keep their method and body by 307 and 308. */
final class RedirectSteps {
    /** A header field that holds the URL for {@code replace-header}, and is sent nowhere. */
    private static final String URL = "X-Naru-Url";

    private RedirectSteps() {}

    static void scheme(StepOutput out, RedirectScheme step) {
        var usual = step.scheme().equals("https") ? "443" : "80";
        var port = step.port().isEmpty() || step.port().equals(usual) ? "" : ":" + step.port();
        var location =
                Quoting.format(step.scheme() + "://")
                        + "%[var(txn.host)]"
                        + (port.isEmpty() ? "" : Quoting.format(port))
                        + "%[pathq]";
        var condition = "!{ var(txn.scheme) " + Match.equal(step.scheme()) + " }";
        redirect(out, location, step.permanent(), condition);
    }

    static void pattern(StepOutput out, RedirectRegexp step) {
        var before = out.variable();
        out.request("set-var-fmt(" + before + ") %[var(txn.scheme)]://%[req.hdr(host)]%[pathq]");
        out.request("set-header " + URL + " %[var(" + before + ")]");
        out.request(
                "replace-header "
                        + URL
                        + " "
                        + Replacement.whole(step.pattern())
                        + " "
                        + Replacement.of(step.pattern(), step.by()));
        var after = out.variable();
        out.request("set-var(" + after + ") req.hdr(" + URL + ")");
        out.request("del-header " + URL);
        redirect(
                out,
                "%[var(" + after + ")]",
                step.permanent(),
                "!{ var(" + after + "),strcmp(" + before + ") -m int 0 }");
    }

    private static void redirect(
            StepOutput out, String location, boolean permanent, String condition) {
        redirect(out, permanent ? 301 : 302, location, "METH_GET " + condition);
        redirect(out, permanent ? 308 : 307, location, condition);
    }

    private static void redirect(StepOutput out, int code, String location, String condition) {
        out.request("redirect code " + code + " location " + location + " if " + condition);
    }
}
