package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.label.node.Words;
import naru.proxy.model.Middleware;
import naru.proxy.model.Middleware.AddPrefix;
import naru.proxy.model.Middleware.AllowAddresses;
import naru.proxy.model.Middleware.BasicAuth;
import naru.proxy.model.Middleware.BodyLimit;
import naru.proxy.model.Middleware.Chain;
import naru.proxy.model.Middleware.Compress;
import naru.proxy.model.Middleware.ErrorPages;
import naru.proxy.model.Middleware.ForwardAuth;
import naru.proxy.model.Middleware.InFlightLimit;
import naru.proxy.model.Middleware.RateLimit;
import naru.proxy.model.Middleware.RedirectRegexp;
import naru.proxy.model.Middleware.RedirectScheme;
import naru.proxy.model.Middleware.ReplacePath;
import naru.proxy.model.Middleware.ReplacePathRegexp;
import naru.proxy.model.Middleware.Retry;
import naru.proxy.model.Middleware.StripPrefix;
import naru.proxy.model.Middleware.StripPrefixRegexp;
import naru.proxy.model.Reference;
import naru.proxy.rule.AddressRange;
import naru.proxy.rule.Regexp;
import naru.proxy.rule.RuleSyntaxException;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The labels below {@code traefik.http.middlewares.NAME}. */
final class TraefikMiddlewares {
    private static final Map<String, String> REFUSED =
            Map.of(
                    "digestauth", "HAProxy has no digest authentication; the nearest is basicauth",
                    "circuitbreaker",
                            "there are no circuit breakers; the nearest is a health check",
                    "contenttype", "the proxy does not guess content types",
                    "passtlsclientcert", "client certificates are not passed on yet",
                    "grpcweb", "gRPC-Web is not translated",
                    "plugin", "there are no plugins");

    private static final Predicate<String> STATUS =
            Pattern.compile("[1-5][0-9]{2}(-[1-5][0-9]{2})?").asMatchPredicate();

    private TraefikMiddlewares() {}

    /** The middleware of a name; none if it cannot be made, which is reported. */
    static Optional<Middleware> read(LabelNode node) {
        REFUSED.forEach(node::refuse);
        var kinds = node.named().keySet().stream().map(k -> k.toLowerCase(Locale.ROOT)).toList();
        if (kinds.size() != 1) {
            node.problem(
                    "a middleware is of one kind; this one is of " + String.join(" and ", kinds));
            return Optional.empty();
        }
        var kind = kinds.getFirst();
        if (REFUSED.containsKey(kind)) {
            return Optional.empty();
        }
        try {
            return of(kind, node.child(kind), node);
        } catch (RuleSyntaxException e) {
            node.child(kind).problem(e.reason());
            return Optional.empty();
        }
    }

    private static Optional<Middleware> of(String kind, LabelNode labels, LabelNode node) {
        return switch (kind) {
            case "stripprefix" -> {
                labels.accept("forceslash");
                yield needed(labels, "prefixes", p -> new StripPrefix(Words.list(p)));
            }
            case "stripprefixregex" ->
                    needed(
                            labels,
                            "regex",
                            p ->
                                    new StripPrefixRegexp(
                                            Words.list(p).stream().map(Regexp::of).toList()));
            case "addprefix" -> needed(labels, "prefix", AddPrefix::new);
            case "replacepath" -> needed(labels, "path", ReplacePath::new);
            case "replacepathregex" ->
                    needed(
                            labels,
                            "regex",
                            r ->
                                    new ReplacePathRegexp(
                                            Regexp.of(r), labels.text("replacement", "")));
            case "redirectscheme" -> {
                var port = labels.text("port", "");
                boolean permanent = labels.flag("permanent", false);
                yield needed(labels, "scheme", s -> new RedirectScheme(s, port, permanent));
            }
            case "redirectregex" -> {
                var by = labels.text("replacement", "");
                boolean permanent = labels.flag("permanent", false);
                yield needed(labels, "regex", r -> new RedirectRegexp(Regexp.of(r), by, permanent));
            }
            case "headers" -> Optional.of(TraefikHeaders.read(labels));
            case "basicauth" -> basicAuth(labels);
            case "forwardauth" -> forwardAuth(labels);
            case "ipallowlist", "ipwhitelist" -> allowList(labels);
            case "ratelimit" -> rateLimit(labels);
            case "inflightreq" -> {
                var criterion = labels.child("sourcecriterion");
                criterion.refuse(
                        "requestheadername", "requests are counted by host or by ipstrategy");
                boolean perClient = !criterion.child("ipstrategy").isEmpty();
                criterion.accept("ipstrategy");
                criterion.accept("requesthost");
                yield Optional.of(
                        new InFlightLimit(
                                labels.big("amount", 1, Integer.MAX_VALUE).orElse(1), perClient));
            }
            case "retry" ->
                    Optional.of(
                            new Retry(
                                    labels.number("attempts", 1, 100).orElse(1),
                                    labels.duration("initialinterval", Duration.ZERO)));
            case "compress" -> {
                labels.accept("minresponsebodybytes");
                labels.accept("includedcontenttypes");
                labels.accept("encodings");
                labels.accept("defaultencoding");
                var unused = node.flag("compress", true);
                yield Optional.of(new Compress(labels.list("excludedcontenttypes")));
            }
            case "buffering" -> buffering(labels);
            case "errors" -> {
                var statuses = labels.list("status");
                var query = labels.text("query", "");
                if (statuses.isEmpty() || !statuses.stream().allMatch(STATUS)) {
                    labels.child("status").problem("expected statuses such as 404,500-599");
                    yield Optional.empty();
                }
                yield needed(
                        labels,
                        "service",
                        service -> new ErrorPages(statuses, Reference.of(service), query));
            }
            case "chain" ->
                    needed(
                            labels,
                            "middlewares",
                            m -> new Chain(Words.list(m).stream().map(Reference::of).toList()));
            default -> {
                labels.problem("there is no such kind of middleware" + nearest(kind));
                labels.named().keySet().forEach(labels::accept);
                yield Optional.empty();
            }
        };
    }

    private static String nearest(String kind) {
        return Words.nearest(
                        kind,
                        List.of(
                                "stripprefix",
                                "stripprefixregex",
                                "addprefix",
                                "replacepath",
                                "replacepathregex",
                                "redirectscheme",
                                "redirectregex",
                                "headers",
                                "basicauth",
                                "forwardauth",
                                "ipallowlist",
                                "ratelimit",
                                "inflightreq",
                                "retry",
                                "compress",
                                "buffering",
                                "errors",
                                "chain"))
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
    }

    private static Optional<Middleware> needed(
            LabelNode labels, String name, Function<String, Middleware> make) {
        var text = labels.text(name).filter(value -> !value.isEmpty());
        if (text.isEmpty()) {
            labels.child(name).problem("must be set");
        }
        return text.map(make);
    }

    private static Optional<Middleware> basicAuth(LabelNode labels) {
        labels.refuse("usersfile", "files cannot be read from labels; write the users themselves");
        int before = labels.problems();
        var users = Users.read(labels, "users");
        if (users.isEmpty()) {
            if (labels.problems() == before) {
                labels.child("users").problem("must name at least one user");
            }
            return Optional.empty();
        }
        var field = labels.text("headerfield", "");
        if (!field.isEmpty() && !Words.isToken(field)) {
            labels.child("headerfield").problem("\"" + field + "\" is no header field");
            return Optional.empty();
        }
        return Optional.of(
                new BasicAuth(
                        users,
                        labels.text("realm", "traefik"),
                        labels.flag("removeheader", false),
                        field));
    }

    private static Optional<Middleware> forwardAuth(LabelNode labels) {
        labels.refuse("tls", "the authentication server is asked by HTTP");
        labels.accept("maxbodysize");
        var trusts = labels.flag("trustforwardheader", false);
        var responses = labels.list("authresponseheaders");
        var requests = labels.list("authrequestheaders");
        labels.refuse("authresponseheadersregex", "name the headers in authresponseheaders");
        return needed(
                labels,
                "address",
                address -> new ForwardAuth(address, trusts, responses, requests));
    }

    static Optional<Middleware> allowList(LabelNode labels) {
        var strategy = labels.child("ipstrategy");
        int depth = strategy.number("depth", 0, 32).orElse(0);
        strategy.refuse("excludedips", "excluded addresses are not supported; set depth");
        labels.accept("rejectstatuscode");
        return needed(
                labels,
                "sourcerange",
                ranges ->
                        new AllowAddresses(
                                Words.list(ranges).stream().map(AddressRange::of).toList(), depth));
    }

    private static Optional<Middleware> rateLimit(LabelNode labels) {
        var criterion = labels.child("sourcecriterion");
        criterion.refuse("requestheadername", "requests are counted by client address");
        criterion.refuse("requesthost", "requests are counted by client address");
        criterion.accept("ipstrategy");
        labels.refuse("redis", "limits are kept by the proxy of one host");
        var average = labels.big("average", 0, Integer.MAX_VALUE).orElse(0);
        var burst = labels.big("burst", 1, Integer.MAX_VALUE).orElse(1);
        var period = labels.duration("period", Duration.ofSeconds(1));
        return Optional.of(new RateLimit(average, burst, period));
    }

    private static Optional<Middleware> buffering(LabelNode labels) {
        labels.accept("memrequestbodybytes");
        labels.accept("memresponsebodybytes");
        labels.refuse("maxresponsebodybytes", "bodies of responses are not limited");
        labels.refuse("retryexpression", "the nearest is the middleware retry");
        var limit = labels.big("maxrequestbodybytes", 0, Long.MAX_VALUE);
        if (limit.isEmpty()) {
            labels.child("maxrequestbodybytes").problem("must be set");
            return Optional.empty();
        }
        return Optional.of(new BodyLimit(limit.getAsLong()));
    }
}
