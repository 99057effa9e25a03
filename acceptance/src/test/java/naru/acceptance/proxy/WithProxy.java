package naru.acceptance.proxy;

import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests with a proxy, which runs during each of them. */
abstract class WithProxy {
    final Lab lab;
    ProxyGround ground;

    WithProxy(Lab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void startProxy() {
        ground = new ProxyGround(lab);
    }

    @AfterEach
    void stopProxy() {
        if (ground != null) {
            ground.close();
        }
    }
}
