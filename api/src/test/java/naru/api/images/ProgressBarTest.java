package naru.api.images;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressBarTest {
    @Test
    void looksLikeDockers() {
        assertThat(ProgressBar.of(0, 3_155_000))
                .isEqualTo("[>" + " ".repeat(50) + "]       0B/3.155MB");
        assertThat(ProgressBar.of(1_500_000, 3_000_000))
                .isEqualTo("[" + "=".repeat(25) + ">" + " ".repeat(25) + "]    1.5MB/3MB");
        assertThat(ProgressBar.of(2_000, 0)).isEqualTo("     2kB");
    }

    @Test
    void showsFourDigitsOfSize() {
        assertThat(ProgressBar.size(999)).isEqualTo("999B");
        assertThat(ProgressBar.size(32_768)).isEqualTo("32.77kB");
        assertThat(ProgressBar.size(100_000_000)).isEqualTo("100MB");
        assertThat(ProgressBar.size(1_200_000_000)).isEqualTo("1.2GB");
    }
}
