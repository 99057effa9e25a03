package naru.cli.proxy;

import naru.cli.text.Columns;
import naru.cli.text.Json;

import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** {@code naru proxy certificates}. */
@Command(
        name = "certificates",
        description = {
            "List the certificates of the running proxy, and those that are being ordered.",
            "The exit status is 1 if the last order of one has failed."
        },
        mixinStandardHelpOptions = true)
final class ProxyCertificatesCommand extends Listing {
    ProxyCertificatesCommand() {
        super("/proxy/certificates");
    }

    @Override
    boolean show(Map<String, Object> answer, PrintWriter out) {
        var all = Json.objects(answer.getOrDefault("Certificates", ""));
        if (all.isEmpty()) {
            out.println("no certificates");
        } else {
            var columns =
                    new Columns().row("NAME", "HOSTS", "ISSUER", "EXPIRY", "NEXT ORDER", "ERROR");
            all.forEach(certificate -> row(certificate, columns));
            columns.lines().forEach(out::println);
        }
        return all.stream().allMatch(each -> Json.text(each, "Error").isEmpty());
    }

    private static void row(Map<String, Object> certificate, Columns columns) {
        var hosts = certificate.getOrDefault("Hosts", List.of());
        columns.row(
                Json.text(certificate, "Name"),
                hosts instanceof List<?> list
                        ? String.join(",", list.stream().map(String::valueOf).toList())
                        : "",
                orDash(Json.text(certificate, "Issuer")),
                orDash(Json.text(certificate, "Expiry")),
                orDash(Json.text(certificate, "NextOrder")),
                orDash(Json.text(certificate, "Error")));
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
