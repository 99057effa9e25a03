package naru.proxy.control;

import naru.proxy.acme.AcmeService;
import naru.proxy.acme.AcmeSettings;
import naru.proxy.acme.CertificateRequests;
import naru.proxy.acme.OrderedCertificate;
import naru.proxy.certificate.CertificateFolder;
import naru.proxy.certificate.Pem;
import naru.proxy.control.ProxyView.CertificateView;
import naru.proxy.haproxy.OwnAnswers;
import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.model.Problem;
import naru.proxy.table.RoutingTable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The certificates of the proxy: files of the user, which go first, and those that are ordered by
 * ACME. For one thread, besides {@link #start} and {@link #close}.
 */
final class ProxyCertificates implements AutoCloseable {
    private final Path own;
    private final CertificateFolder folder;
    private final AcmeService acme;
    private Certificates loaded = Certificates.NONE;

    private ProxyCertificates(Path own, CertificateFolder folder, AcmeService acme) {
        this.own = own;
        this.folder = folder;
        this.acme = acme;
    }

    /**
     * @param folder that HAProxy reads
     * @param onChange called by another thread when something has changed
     */
    static ProxyCertificates open(
            Optional<AcmeSettings> settings, Path dataRoot, Path folder, Runnable onChange)
            throws IOException {
        var own = dataRoot.resolve("certificates");
        var path = dataRoot.resolve("acme");
        var acme = AcmeService.open(settings, path, onChange);
        var sources = List.of(own, AcmeService.certificates(path));
        return new ProxyCertificates(
                own, new CertificateFolder(sources, folder.resolve("certificates")), acme);
    }

    void start() {
        acme.start();
    }

    /** Those that the last call of {@link #want} found. */
    Certificates get() {
        return loaded;
    }

    /** Looks for changed files, and orders what a table wants. */
    void want(RoutingTable table) {
        loaded = folder.get();
        acme.want(table, ownHosts());
    }

    /** The table as it is served while certificates are missing. */
    RoutingTable servedNow(RoutingTable table) {
        return CertificateRequests.withoutEarlyRedirects(table, loaded);
    }

    private SortedSet<String> ownHosts() {
        var hosts = new TreeSet<String>();
        folder.contents()
                .forEach((file, pem) -> {
                    if (own.equals(file.getParent())) {
                        hosts.addAll(hosts(pem));
                    }
                });
        return hosts;
    }

    private static SortedSet<String> hosts(Pem pem) {
        try {
            return pem.hosts();
        } catch (GeneralSecurityException e) { // the folder has read them already
            throw new IllegalStateException(e);
        }
    }

    /** Repeats orders that have failed. */
    void retry() {
        acme.retry();
    }

    OwnAnswers answers() {
        return new OwnAnswers(acme.answers(), Map.of());
    }

    /** HAProxy gives these answers now. */
    void confirm(OwnAnswers answers) {
        acme.served(answers.challenges());
    }

    List<Problem> problems() {
        var problems = new ArrayList<>(folder.problems());
        problems.addAll(acme.problems());
        return problems;
    }

    List<CertificateView> views() {
        var orders = new HashMap<Path, OrderedCertificate>();
        acme.orders().forEach(order -> orders.put(order.file(), order));
        var views = new ArrayList<CertificateView>();
        folder.contents()
                .forEach((file, pem) ->
                        views.add(
                                view(
                                        file,
                                        Optional.of(pem),
                                        Optional.ofNullable(orders.remove(file)))));
        orders.forEach(
                (file, order) -> views.add(view(file, Optional.empty(), Optional.of(order))));
        views.sort(java.util.Comparator.comparing(CertificateView::name));
        return views;
    }

    private static CertificateView view(
            Path file, Optional<Pem> pem, Optional<OrderedCertificate> order) {
        return new CertificateView(
                String.valueOf(file.getFileName()).replaceAll("\\.pem$", ""),
                pem.map(ProxyCertificates::hosts)
                        .orElseGet(() -> order.orElseThrow().request().names()),
                pem.map(found -> found.leaf().getIssuerX500Principal().getName()).orElse(""),
                pem.map(found -> found.leaf().getNotAfter().toInstant()),
                order.map(OrderedCertificate::next),
                order.map(OrderedCertificate::failures).orElse(0),
                order.map(OrderedCertificate::error).orElse(""));
    }

    /** Ends orders under way; the next daemon continues them. */
    @Override
    public void close() {
        acme.close();
    }
}
