package naru.network.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class JournalTest {
    @TempDir Path directory;

    @Test
    void remembersWhatWasPutAndForgetsWhatWasRemoved() {
        try (var journal = Journal.open(directory)) {
            journal.put("network/1", bytes("one"), Durability.POWER);
            journal.put("network/2", bytes("two"), Durability.PROCESS);
            journal.put("network/1", bytes("uno"), Durability.PROCESS);
            journal.remove("network/2", Durability.PROCESS);
        }

        assertThat(contents()).isEqualTo(Map.of("network/1", "uno"));
    }

    @Test
    void listsOneKindOnly() {
        try (var journal = Journal.open(directory)) {
            journal.put("network/b", bytes("1"), Durability.PROCESS);
            journal.put("network/a", bytes("2"), Durability.PROCESS);
            journal.put("networks/x", bytes("3"), Durability.PROCESS);
            journal.put("sandbox/a", bytes("4"), Durability.PROCESS);

            assertThat(journal.all("network").keySet()).containsExactly("network/a", "network/b");
        }
    }

    @Test
    void isReadBesideItsWriter() {
        assertThat(Journal.read(directory)).isEmpty();
        try (var journal = Journal.open(directory)) {
            journal.put("a/1", bytes("x"), Durability.PROCESS);

            assertThat(Journal.read(directory)).containsOnlyKeys("a/1");
            assertThat(Journal.read(directory).get("a/1")).isEqualTo(bytes("x"));
        }
    }

    @Test
    void dropsATornTailAndKeepsBatchesWhole() throws IOException {
        var first = List.<Change>of(put("a/1", "x"), put("a/2", "y"));
        var second = List.<Change>of(new Change.Remove("a/1"), put("a/3", "z"));
        int firstLength = Frame.encode(first).length;
        byte[] whole = join(Frame.encode(first), Frame.encode(second));

        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(directory.resolve("journal"), Arrays.copyOf(whole, cut));
            var expected =
                    cut == whole.length
                            ? Map.of("a/2", "y", "a/3", "z")
                            : cut >= firstLength ? Map.of("a/1", "x", "a/2", "y") : Map.of();

            assertThat(contents()).as("cut at byte " + cut).isEqualTo(expected);
        }
    }

    @Test
    void writesOnBehindATornTail() throws IOException {
        try (var journal = Journal.open(directory)) {
            journal.put("a/1", bytes("x"), Durability.PROCESS);
        }
        Files.write(directory.resolve("journal"), bytes("Naru torn"), StandardOpenOption.APPEND);
        try (var journal = Journal.open(directory)) {
            journal.put("a/2", bytes("y"), Durability.PROCESS);
        }

        assertThat(contents()).isEqualTo(Map.of("a/1", "x", "a/2", "y"));
    }

    @Test
    void keepsAllRecordsAroundADamagedByte() throws IOException {
        byte[] before = Frame.encode(List.of(put("a/1", "before")));
        byte[] damaged = Frame.encode(List.of(put("a/2", "damaged")));
        byte[] after = Frame.encode(List.of(put("a/3", "after")));

        for (int at = 0; at < damaged.length; at++) {
            byte[] file = join(before, damaged, after);
            file[before.length + at] ^= 0x55;
            Files.write(directory.resolve("journal"), file);

            assertThat(contents())
                    .as("byte " + at)
                    .isEqualTo(Map.of("a/1", "before", "a/3", "after"));
            assertThat(directory.resolve("journal.damaged")).hasBinaryContent(file);
            assertThat(Recovery.read(Files.readAllBytes(directory.resolve("journal"))).damage())
                    .as("healed after byte " + at)
                    .isEmpty();
        }
    }

    @Test
    void readsNoiseWithoutLoopingOrFailing() throws IOException {
        long seed = 20261121;
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] noise = new byte[random.nextInt(2000)];
            random.nextBytes(noise);
            Files.write(directory.resolve("journal"), noise);

            assertThat(contents()).as("seed " + seed + " round " + round).isEmpty();
        }
    }

    @Test
    void compactsWhenMostOfTheFileIsHistory() {
        byte[] big = new byte[10_000];
        try (var journal = Journal.open(directory)) {
            journal.put("a/keep", bytes("kept"), Durability.POWER);
            for (int i = 0; i < 300; i++) {
                journal.put("a/churn", big, Durability.PROCESS);
            }
            assertThat(journal.size()).isLessThan(2 << 20);
        }

        assertThat(contents()).containsEntry("a/keep", "kept").containsKey("a/churn");
    }

    @Test
    void losesNothingWhenKilledAnywhereInCompaction() throws IOException {
        int points = 4;
        for (int kill = 1; kill <= points; kill++) {
            var countdown = new int[] {kill};
            var killed =
                    Journal.open(
                            directory,
                            step -> {
                                if (!step.startsWith("append") && --countdown[0] == 0) {
                                    throw new Killed(step);
                                }
                            });
            killed.put("a/1", bytes("round " + kill), Durability.PROCESS);
            assertThatThrownBy(killed::compact).isInstanceOf(Killed.class);
            killed.close();

            assertThat(contents())
                    .as("killed at " + kill)
                    .isEqualTo(Map.of("a/1", "round " + kill));
            assertThat(directory.resolve("journal.new")).doesNotExist();
        }
    }

    @Test
    void ignoresAHalfWrittenCompaction() throws IOException {
        try (var journal = Journal.open(directory)) {
            journal.put("a/1", bytes("x"), Durability.POWER);
        }
        Files.write(directory.resolve("journal.new"), bytes("half"));

        assertThat(contents()).isEqualTo(Map.of("a/1", "x"));
    }

    @Test
    void refusesASecondWriterAndNamesTheFirst() {
        try (var journal = Journal.open(directory)) {
            assertThat(journal.all("a")).isEmpty();

            assertThatThrownBy(() -> Journal.open(directory))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
        Journal.open(directory).close();
    }

    @Test
    void takesWritesOfManyThreads() throws InterruptedException {
        try (var journal = Journal.open(directory)) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                int id = t;
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    for (int i = 0; i < 50; i++) {
                                        journal.put(
                                                "a/" + id + "-" + i,
                                                bytes("v"),
                                                i % 2 == 0 ? Durability.POWER : Durability.PROCESS);
                                    }
                                }));
            }
            for (var thread : threads) {
                thread.join();
            }
        }

        assertThat(contents()).hasSize(400);
    }

    private Map<String, String> contents() {
        try (var journal = Journal.open(directory)) {
            var text = new TreeMap<String, String>();
            journal.all("a").forEach((key, value) -> text.put(key, new String(value, UTF_8)));
            journal.all("network").forEach((key, value) -> text.put(key, new String(value, UTF_8)));
            return text;
        }
    }

    private static Change put(String key, String value) {
        return new Change.Put(key, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Killed(String step) {
            super(step);
        }
    }
}
