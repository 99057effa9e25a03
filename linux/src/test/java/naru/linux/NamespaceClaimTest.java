package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Claims with names that no other process uses. */
class NamespaceClaimTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final String NAME = "naru-test-claim-" + PID;

    @Test
    void reportsHolder() throws Exception {
        try (var _ = NamespaceClaim.attempt(NAME).orElseThrow()) {
            assertThat(NamespaceClaim.attempt(NAME)).isEmpty();
            assertThat(NamespaceClaim.holder(NAME))
                    .hasValueSatisfying(holder -> assertThat(holder.pid()).isEqualTo(PID));
            try (var other = NamespaceClaim.attempt(NAME + "-2").orElseThrow()) {
                assertThat(other).as("of another name").isNotNull();
            }
        }
    }

    @Test
    void isReleasedByClose() throws Exception {
        for (int round = 0; round < 3; round++) {
            var claim = NamespaceClaim.attempt(NAME).orElseThrow();
            assertThat(NamespaceClaim.attempt(NAME)).isEmpty();
            claim.close();
            assertThat(NamespaceClaim.holder(NAME)).isEmpty();
        }
    }
}
