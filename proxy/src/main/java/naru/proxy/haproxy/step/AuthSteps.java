package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Replies;
import naru.proxy.model.Middleware.BasicAuth;
import naru.proxy.model.Middleware.ErrorPages;
import naru.proxy.model.Middleware.ForwardAuth;

import java.net.URI;
import java.util.List;

/** Passwords, authentication servers and error pages: what needs another server's answer. */
final class AuthSteps {
    private AuthSteps() {}

    /**
     * Verified credentials are kept as digests in a map, so that a password is hashed once. Others
     * are sent to the process that verifies them, because a hash may take this one's time for long.
     */
    static void basic(StepOutput out, BasicAuth step, Needs needs) {
        var list = needs.passwordList(step.users());
        var key = out.variable();
        var known = out.variable();
        var has = "{ req.hdr(authorization) -m beg -i 'basic ' }";
        var isKnown = "{ var(" + known + ") -m found }";
        out.request("set-var-fmt(" + key + ") " + list + ":%[req.fhdr(authorization)]");
        out.request("set-var(" + key + ") var(" + key + "),sha2(256),hex");
        out.request("set-var(" + known + ") var(" + key + "),map_str(" + needs.passwordMap() + ")");
        out.request("unset-var(txn.verified)");
        out.request(
                "lua.naru-password "
                        + Quoting.word(needs.passwordSocket())
                        + " "
                        + list
                        + " if "
                        + has
                        + " !"
                        + isKnown);
        out.requestLine(
                Replies.text(503, "passwords cannot be verified now")
                        + " if "
                        + has
                        + " !"
                        + isKnown
                        + " !{ var(txn.verified) -m found }");
        var isRight = "{ var(txn.verified) -m int 1 }";
        out.request("set-map(" + needs.passwordMap() + ") %[var(" + key + ")] 1 if " + isRight);
        out.request("set-var(" + known + ") int(1) if " + isRight);
        out.request("auth realm " + Quoting.format(quoted(step.realm())) + " if !" + isKnown);
        if (!step.userHeader().isEmpty()) {
            out.request("set-header " + Quoting.word(step.userHeader()) + " %[http_auth_user]");
        }
        if (step.removesHeader()) {
            out.request("del-header Authorization");
        }
    }

    /** The content of a quoted string; RFC 9110, section 5.6.4. */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    static void forward(StepOutput out, ForwardAuth step, Needs needs) {
        var address = URI.create(step.address());
        var path = address.getRawPath() == null ? "" : address.getRawPath();
        var query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        out.request(
                "lua.naru-forward-auth "
                        + Quoting.word(needs.internalSocket())
                        + " "
                        + needs.authBackend(step)
                        + " "
                        + Quoting.word((path.isEmpty() ? "/" : path) + query)
                        + " "
                        + list(step.requestHeaders())
                        + " "
                        + list(step.responseHeaders()));
    }

    /** HAProxy ignores empty arguments. */
    private static String list(List<String> names) {
        return names.isEmpty() ? "-" : Quoting.word(String.join(",", names));
    }

    static void pages(StepOutput out, ErrorPages step, Needs needs) {
        out.request("set-var(txn.asked) pathq if !{ var(txn.asked) -m found }");
        var statuses =
                String.join(" ", step.statuses().stream().map(s -> s.replace('-', ':')).toList());
        var query = step.query().isEmpty() ? "/" : step.query();
        out.response(
                "lua.naru-error-page "
                        + Quoting.word(needs.internalSocket())
                        + " "
                        + needs.pageBackend(step)
                        + " "
                        + Quoting.word(query.startsWith("/") ? query : "/" + query)
                        + " if { status "
                        + statuses
                        + " }");
    }
}
