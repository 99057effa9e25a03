package naru.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void sendsStatusOfAnotherModulesFailure() {
        assertThat(Failures.status(new Teapot("short and stout"))).isEqualTo(418);
        assertThat(Failures.status(new NaruException.NotFound("no such network"))).isEqualTo(404);
    }

    private static final class Teapot extends NaruException.External {
        private static final long serialVersionUID = 1;

        Teapot(String message) {
            super(418, message);
        }

        @Override
        public Teapot withMessage(String message) {
            return new Teapot(message);
        }
    }
}
