package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.haproxy.tls.CertificateList;
import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Definitions;
import naru.proxy.model.Workload;
import naru.proxy.table.TableBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Labels of any kind never lead to a configuration that HAProxy refuses. */
class ConfigurationFuzzTest {
    private static final int COUNT = Integer.getInteger("naru.proxy.fuzz", 5);
    private static final long SEED = Long.getLong("naru.proxy.seed", 20_261_201);
    private static final int CONTAINERS = 60;

    @TempDir private Path folder;

    @Test
    void writesWhatHaproxyAccepts() throws Exception {
        int routes = 0;
        for (long seed = SEED; seed < SEED + COUNT; seed++) {
            var random =
                    new RandomLabels(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
            var all = new ArrayList<Definitions>();
            for (int i = 0; i < CONTAINERS; i++) {
                var workload =
                        new Workload(
                                "c" + i,
                                "shop",
                                "c" + i,
                                random.labels(i),
                                Map.of(),
                                new TreeSet<>(java.util.List.of(80)),
                                false);
                all.add(Vocabularies.read(workload, Settings.DEFAULT));
            }
            var table = TableBuilder.build(Settings.DEFAULT, all);
            routes += table.routes().size();
            var settings = ProxySettings.of(folder, 80, 443);
            var configuration =
                    new ConfigurationWriter(settings, HaproxyVersion.V2_6)
                            .write(
                                    table,
                                    Certificates.NONE,
                                    member ->
                                            Optional.of(
                                                    new Server(
                                                            "s", "127.0.0.1", 1, member.weight())),
                                    (project, host) -> Optional.of("127.0.0.1"),
                                    OwnAnswers.NONE);
            var text = configuration.text();
            assertThat(text.lines()).noneMatch(line -> line.startsWith("backend evil"));
            Files.writeString(folder.resolve("haproxy.cfg"), text);
            Files.writeString(
                    folder.resolve(CertificateList.FILE),
                    CertificateList.text(configuration.certificates()));
            for (var file : configuration.files().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            for (var map : configuration.maps().entrySet()) {
                Files.writeString(folder.resolve(map.getKey()), map.getValue());
            }
            var messages = HaproxyProcess.check(folder);
            assertThat(messages).as("seed %d: %s", seed, lines(text, messages)).isEmpty();
        }
        assertThat(routes).isGreaterThan(COUNT * CONTAINERS / 10);
    }

    /** The lines that messages name. */
    private static String lines(String text, String messages) {
        var lines = text.split("\n");
        return Pattern.compile("haproxy[.]cfg:(\\d+)")
                .matcher(messages)
                .results()
                .map(found -> lines[Integer.parseInt(found.group(1)) - 1])
                .collect(Collectors.joining("\n"));
    }
}
