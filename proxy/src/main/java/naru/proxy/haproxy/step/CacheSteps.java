package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Quoting;
import naru.proxy.model.Middleware;
import naru.proxy.model.Middleware.BasicAuth;
import naru.proxy.model.Middleware.Cache;
import naru.proxy.model.Middleware.ForwardAuth;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a backend does before and after nginx: it selects the requests that nginx may answer, names
 * the object that they ask for, and says in X-Cache who has answered.
 */
public final class CacheSteps {
    /** The variable that is set for requests which nginx may answer. */
    public static final String CACHES = "txn.caches";

    /** The header field with the key of an object. */
    public static final String KEY = "X-Naru-Key";

    /** Counts responses by the name of their backend and their X-Cache. */
    public static final String RESULTS_TABLE = "naru::cache";

    /** The digests of keys whose last response could not be cached. */
    public static final String UNCACHED_TABLE = "naru::uncached";

    /** Paths that nginx refuses or changes: dot segments, null bytes, incomplete escapes. */
    private static final String ODD = "/\\.\\.?(/|$)|%00|%(?![0-9A-Fa-f]{2})";

    private static final String STATUS = "txn.cache_status";

    private CacheSteps() {}

    static void write(StepOutput out, Cache step, List<Middleware> all) {
        out.setting("http-request set-var(txn.cache_uri) pathq"); // before it is rewritten
        int counter = out.counterNumber();
        select(out, step);
        key(out, step, all);
        encodings(out);
        results(out, counter);
    }

    private static void select(StepOutput out, Cache step) {
        out.request(
                "set-var("
                        + CACHES
                        + ") bool(true) if { method GET HEAD }"
                        + " !{ req.hdr(authorization) -m found } !{ req.hdr(upgrade) -m found }"
                        + " !{ req.hdr(content-length) -m found }"
                        + " !{ req.hdr(transfer-encoding) -m found }"
                        + " !{ req.hdr(accept) -m beg -i text/event-stream }"
                        + " !{ path -m reg "
                        + Quoting.word(ODD)
                        + " } !{ var(txn.host) -m sub .. }");
        step.bypassCookies()
                .forEach(cookie ->
                        out.request(
                                "unset-var("
                                        + CACHES
                                        + ") if { req.cook("
                                        + cookie
                                        + ") -m found }"));
    }

    /**
     * The route, who asks, and the whole URL. Requests with cookies have objects of their own where
     * responses without a lifetime are kept; so have users whose names members learn.
     */
    private static void key(StepOutput out, Cache step, List<Middleware> all) {
        out.request("del-header X-Naru- -m beg");
        out.request("set-var(txn.cache_who) str(-)");
        if (step.lifetime().isPresent()) {
            out.request("set-var(txn.cache_who) str(cookie) if { req.hdr(cookie) -m found }");
        }
        var names = identities(all);
        if (!names.stream().allMatch(name -> name.matches("[A-Za-z0-9_.-]+"))) {
            throw new IllegalArgumentException("the cache cannot tell users apart by " + names);
        }
        if (!names.isEmpty()) {
            var values =
                    names.stream()
                            .map(name -> "%[req.fhdr(" + name + ")]")
                            .collect(Collectors.joining("|"));
            out.request("set-var-fmt(txn.cache_who) %[var(txn.cache_who)]:" + values);
            out.request("set-var(txn.cache_who) var(txn.cache_who),sha2(256),hex");
        }
        out.request(
                "set-header "
                        + KEY
                        + " \"%[be_name] %[var(txn.cache_who)]"
                        + " %[var(txn.scheme)]://%[req.hdr(host),lower]%[var(txn.cache_uri)]\"");
        out.request(
                "unset-var("
                        + CACHES
                        + ") if { req.fhdr("
                        + KEY
                        + "),sha1,in_table("
                        + UNCACHED_TABLE
                        + ") }");
    }

    /** Header fields by which members learn who asks. */
    private static List<String> identities(List<Middleware> all) {
        var names = new ArrayList<String>();
        for (var step : all) {
            switch (step) {
                case BasicAuth basic when !basic.userHeader().isEmpty() ->
                        names.add(basic.userHeader());
                case ForwardAuth forward -> names.addAll(forward.responseHeaders());
                default -> {}
            }
        }
        return names;
    }

    /** Few values, since each one is an object of its own where a member compresses. */
    private static void encodings(StepOutput out) {
        var refuses = "{ req.fhdr(accept-encoding) -m reg 'q=0(\\.0*)?\\s*(,|$)' }";
        var caches = " if { var(" + CACHES + ") -m bool } !" + refuses;
        var gzip = "{ req.fhdr(accept-encoding) -m sub gzip }";
        out.request("del-header Accept-Encoding" + caches + " !" + gzip);
        var brotli = "{ req.hdr(accept-encoding) -m str br }";
        out.request("set-var(txn.brotli) bool(true)" + caches + " " + brotli);
        out.request("set-header Accept-Encoding gzip" + caches + " " + gzip + " !" + brotli);
        out.request("set-header Accept-Encoding 'gzip, br' if { var(txn.brotli) -m bool } " + gzip);
    }

    private static void results(StepOutput out, int counter) {
        out.response("set-var(" + STATUS + ") str(bypass)");
        out.response(
                "set-var("
                        + STATUS
                        + ") res.hdr(x-naru-cache),lower if { res.hdr(x-naru-cache) -m found }");
        out.response(
                "set-var(" + STATUS + ") str(stale) if { var(" + STATUS + ") -m str updating }");
        out.response("set-header X-Cache %[var(" + STATUS + ")]");
        out.response("set-var(txn.cache_time) res.hdr(x-naru-stored)");
        out.response(
                "set-header Age %[date,sub(txn.cache_time)] if { var("
                        + STATUS
                        + ") -m str hit stale } { var(txn.cache_time) -m found }");
        out.response("set-var-fmt(txn.cache_result) \"%[be_name] %[var(" + STATUS + ")]\"");
        out.response("track-sc" + counter + " var(txn.cache_result) table " + RESULTS_TABLE);
        out.response("sc-inc-gpc0(" + counter + ")");
        out.response("del-header X-Naru- -m beg");
        out.response("del-header X-Accel- -m beg");
    }
}
