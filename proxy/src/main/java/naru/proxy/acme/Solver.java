package naru.proxy.acme;

import naru.proxy.acme.AcmeServer.Challenge;

import java.io.IOException;

/** Answers challenges. Orders use one in turns. */
interface Solver {
    /** Returns when the answer can be validated. Repeating it changes nothing. */
    void present(Challenge challenge) throws AcmeFailure, IOException, InterruptedException;

    /** Withdraws all answers, those of a process that was killed included. */
    void withdraw() throws IOException;
}
