package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void containsMessageAndCauses() {
        var cause = new IllegalStateException("disk full");

        assertThat(Failure.describe(new RuntimeException("cannot open the journal", cause)))
                .isEqualTo("cannot open the journal: disk full");
    }

    @Test
    void doesNotRepeatCauseInMessage() {
        var cause = new IllegalStateException("disk full");

        assertThat(Failure.describe(new RuntimeException(cause)))
                .isEqualTo("java.lang.IllegalStateException: disk full");
    }

    @Test
    void isTypeWithoutMessage() {
        assertThat(Failure.describe(new NullPointerException())).isEqualTo("NullPointerException");
    }
}
