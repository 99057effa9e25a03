package naru.proxy.acme;

import naru.proxy.acme.AcmeFailure.Kind;

import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** A directory that is reached by acme4j. */
final class Acme4jServer implements AcmeServer {
    private static final String NO_ACCOUNT = "urn:ietf:params:acme:error:accountDoesNotExist";

    private final Session session;
    private final AcmeSettings.Challenge kind;
    private final Optional<AcmeSettings.ExternalAccount> external;

    /**
     * @param provider makes the connections
     */
    Acme4jServer(URI directory, AuthoritiesProvider provider, AcmeSettings settings) {
        session = new Session(directory, provider);
        kind = settings.challenge();
        external = settings.external();
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws AcmeException, MalformedURLException;
    }

    @Override
    public Account register(KeyPair key, String email) throws AcmeFailure {
        return run(() -> {
            var builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
            if (!email.isEmpty()) {
                builder.addEmail(email);
            }
            external.ifPresent(bound -> builder.withKeyIdentifier(bound.id(), bound.key()));
            return new Account(uri(builder.create(session).getLocation()), key);
        });
    }

    @Override
    public URI begin(Account account, SortedSet<String> names, Optional<X509Certificate> replaced)
            throws AcmeFailure {
        return run(() -> {
            var builder = login(account).newOrder().domains(names);
            if (replaced.isPresent() && givesRenewals()) {
                builder.replaces(replaced.get());
            }
            return uri(builder.create().getLocation());
        });
    }

    private boolean givesRenewals() throws AcmeException {
        return session.resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
    }

    @Override
    public Order order(Account account, URI url) throws AcmeFailure {
        return run(() -> {
            var order = login(account).bindOrder(url.toURL());
            var retryAfter = order.fetch();
            var status =
                    switch (order.getStatus()) {
                        case PENDING -> Status.PENDING;
                        case READY -> Status.READY;
                        case PROCESSING -> Status.PROCESSING;
                        case VALID -> Status.VALID;
                        default -> Status.INVALID;
                    };
            var challenges = new ArrayList<Challenge>();
            var errors = new ArrayList<String>();
            order.getError().map(Acme4jServer::text).ifPresent(errors::add);
            if (status == Status.PENDING || status == Status.INVALID) {
                for (var authorization : order.getAuthorizations()) {
                    errors.addAll(errors(authorization));
                    if (authorization.getStatus() == org.shredzone.acme4j.Status.PENDING) {
                        challenges.add(challenge(authorization));
                    }
                }
            }
            var error = errors.stream().distinct().collect(Collectors.joining("; "));
            return new Order(status, challenges, error, retryAfter);
        });
    }

    private static List<String> errors(Authorization authorization) {
        var name = authorization.getIdentifier().getDomain();
        return authorization.getChallenges().stream()
                .flatMap(challenge -> challenge.getError().stream())
                .map(problem -> name + ": " + text(problem))
                .toList();
    }

    private static String text(Problem problem) {
        return problem.getDetail().orElseGet(problem::toString);
    }

    private Challenge challenge(Authorization authorization) throws AcmeException {
        var name = authorization.getIdentifier().getDomain();
        return switch (kind) {
            case HTTP_01 -> {
                var found = authorization.findChallenge(Http01Challenge.class);
                var http = found.orElseThrow(() -> missing(name));
                yield new Challenge(
                        uri(http.getLocation()),
                        name,
                        http.getToken(),
                        http.getAuthorization(),
                        http.getStatus() != org.shredzone.acme4j.Status.PENDING);
            }
            case DNS_01 -> {
                var found = authorization.findChallenge(Dns01Challenge.class);
                var dns = found.orElseThrow(() -> missing(name));
                yield new Challenge(
                        uri(dns.getLocation()),
                        name,
                        "",
                        dns.getDigest(),
                        dns.getStatus() != org.shredzone.acme4j.Status.PENDING);
            }
        };
    }

    private AcmeException missing(String name) {
        return new AcmeException("the directory offers no challenge " + kind + " for " + name);
    }

    @Override
    public void trigger(Account account, URI challenge) throws AcmeFailure {
        run(() -> {
            login(account).bindChallenge(challenge.toURL()).trigger();
            return challenge;
        });
    }

    @Override
    public void complete(Account account, URI order, KeyPair key) throws AcmeFailure {
        run(() -> {
            login(account).bindOrder(order.toURL()).execute(key);
            return order;
        });
    }

    @Override
    public List<X509Certificate> certificate(Account account, URI order) throws AcmeFailure {
        return run(() ->
                login(account).bindOrder(order.toURL()).getCertificate().getCertificateChain());
    }

    @Override
    public Optional<Window> renewal(Account account, X509Certificate certificate)
            throws AcmeFailure {
        return run(() -> {
            if (!givesRenewals()) {
                return Optional.empty();
            }
            var info = login(account).bindRenewalInfo(certificate);
            return Optional.of(
                    new Window(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd()));
        });
    }

    private Login login(Account account) throws MalformedURLException {
        return session.login(account.url().toURL(), account.key());
    }

    private static URI uri(URL url) {
        return URI.create(url.toString());
    }

    private static <T> T run(Call<T> call) throws AcmeFailure {
        try {
            return call.run();
        } catch (AcmeRateLimitedException e) {
            throw new AcmeFailure(Kind.RATE_LIMIT, message(e), e.getRetryAfter());
        } catch (AcmeServerException e) {
            boolean unknown = NO_ACCOUNT.equals(e.getType().toString());
            throw new AcmeFailure(unknown ? Kind.NEW_ACCOUNT : Kind.NEW_ORDER, message(e));
        } catch (AcmeLazyLoadingException e) {
            throw new AcmeFailure(Kind.SAME_ORDER, message(e));
        } catch (AcmeException | MalformedURLException e) {
            throw new AcmeFailure(Kind.SAME_ORDER, message(e));
        }
    }

    /** With the first cause, which says why a connection failed. */
    private static String message(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        var text = String.valueOf(failure.getMessage());
        return cause == failure || text.contains(String.valueOf(cause.getMessage()))
                ? text
                : text + ": " + cause;
    }
}
